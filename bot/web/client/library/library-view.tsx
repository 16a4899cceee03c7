import { say } from '../locale.ts'
import { shellWords } from '../shell/words.ts'

export default function LibraryView() {
  return <p class="empty">{say(shellWords).views.library}</p>
}
