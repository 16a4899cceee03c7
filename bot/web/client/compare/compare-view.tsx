import { say } from '../locale.ts'
import { shellWords } from '../shell/words.ts'

export default function CompareView() {
  return <p class="empty">{say(shellWords).views.compare}</p>
}
