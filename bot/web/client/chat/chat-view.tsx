import { say } from '../locale.ts'
import { shellWords } from '../shell/words.ts'

export default function ChatView() {
  return <p class="empty">{say(shellWords).views.chat}</p>
}
