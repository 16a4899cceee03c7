import { CallError } from '../call.ts'
import { say } from '../locale.ts'
import { shellWords } from './words.ts'

/** What to tell a person about a request that failed, in the page's language where there are words for it. */
export function problemOf(error: unknown): string {
  const { problems } = say(shellWords)
  if (error instanceof CallError) return problems[error.code] ?? error.message
  return problems.failed!
}
