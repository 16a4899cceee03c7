/** Every failure that a person can meet: one stable code, one sentence, what to do next, and the cause. */
export type ErrorCode =
  | 'bad-setting'
  | 'bad-input'
  | 'bad-line'
  | 'data-folder'
  | 'port-busy'
  | 'model-missing'
  | 'model-broken'
  | 'index-missing'
  | 'index-stale'
  | 'index-broken'
  | 'database-broken'
  | 'library-broken'
  | 'rate-too-high'
  | 'language-model'
  | 'not-found'
  | 'discord'
  | 'pack-newer'
  | 'pack-broken'

/** An error with a code for programs, a sentence for people, and a hint that says what to do next. */
export class DoutuError extends Error {
  readonly code: ErrorCode
  readonly hint: string

  /**
   * @param code stable identifier of the failure
   * @param message one sentence: what went wrong
   * @param hint one sentence: what to do next
   * @param cause the underlying error, if any
   */
  constructor(code: ErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'DoutuError'
    this.code = code
    this.hint = hint
  }
}

/** The text of anything thrown, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const DISK_FULL =
  'The disk is full. Free some space, or set DATA_DIR to a folder on another disk; nothing that was written is lost.'

/** One line for a terminal: the sentence, then what to do; the stack is never shown to a person. */
export function describeError(error: unknown): string {
  if (error instanceof DoutuError) return `${error.message} ${error.hint}`.trim()
  const message = messageOf(error)
  // SQLite ends a transaction by itself when the disk is full; the rollback that follows then hides why.
  if (/ENOSPC|SQLITE_FULL|disk is full|cannot rollback - no transaction/.test(message)) return DISK_FULL
  return message
}
