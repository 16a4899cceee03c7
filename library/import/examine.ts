import type { Evidence, ReadImage } from '../fingerprint/compare.ts'
import type { Fingerprint } from '../fingerprint/fingerprint.ts'
import { openPool, type RunOptions, WorkerFailure } from '../worker/pool.ts'
import type { Examination, ExamineAnswer, ExamineRequest } from './examination.ts'
import type { Limits } from './limits.ts'
import { type Rejection, RejectionError } from './reasons.ts'

/** Looks at files in processes of their own; one that hangs, swells or crashes the decoder harms nothing else. */
export interface Examiner {
  /** @throws RejectionError where the bytes are no sound image within the limits */
  examine(bytes: Uint8Array): Promise<Examination>
  /** The fingerprint of a sound image. @throws RejectionError where it cannot be decoded after all */
  fingerprint(bytes: Uint8Array): Promise<Fingerprint>
  /** Looks closely at two sound images. @throws RejectionError where one cannot be decoded after all */
  compare(first: ReadImage, second: ReadImage): Promise<Evidence>
  close(): Promise<void>
}

/** Longest time that one file may take. */
const TIMEOUT_MILLISECONDS = 8_000
/** Two sound images take longer than a hostile one may. */
const COMPARE_TIMEOUT_MILLISECONDS = 30_000
const MEBIBYTE = 2 ** 20
const FAILURES: Partial<Record<WorkerFailure['kind'], Rejection>> = {
  timeout: 'timeout',
  memory: 'memory',
  crash: 'crash',
}

/** Opens an examiner with so many processes, each started when it is first needed. */
export function openExaminer(
  workers: number,
  limits: Limits,
  timeoutMilliseconds: number = TIMEOUT_MILLISECONDS,
): Examiner {
  const pool = openPool<ExamineRequest, ExamineAnswer>({
    entry: new URL('./worker.ts', import.meta.url),
    size: workers,
    timeoutMilliseconds,
    maximumRss: 450 * MEBIBYTE,
    recycleRss: 300 * MEBIBYTE,
    packages: ['sharp'],
  })
  async function ask(
    request: ExamineRequest,
    options?: RunOptions,
  ): Promise<Exclude<ExamineAnswer, { rejected: unknown }>> {
    const answer = await pool.run(request, options).catch(error => {
      if (!(error instanceof WorkerFailure)) throw error
      const reason = FAILURES[error.kind]
      throw reason ? new RejectionError(reason) : new RejectionError('broken', error.message)
    })
    if ('rejected' in answer) throw new RejectionError(answer.rejected.reason, answer.rejected.detail)
    return answer
  }
  return {
    async examine(bytes) {
      const answer = await ask({ kind: 'examine', bytes, limits })
      if ('image' in answer) return answer.image
      throw new RejectionError('crash')
    },
    async fingerprint(bytes) {
      const answer = await ask({ kind: 'fingerprint', bytes })
      if ('fingerprint' in answer) return answer.fingerprint
      throw new RejectionError('crash')
    },
    async compare(first, second) {
      const answer = await ask(
        { kind: 'compare', first, second },
        // One comparison at a time, and files that were looked at already wait for it.
        { timeoutMilliseconds: Math.max(timeoutMilliseconds, COMPARE_TIMEOUT_MILLISECONDS), urgent: true },
      )
      if ('evidence' in answer) return answer.evidence
      throw new RejectionError('crash')
    },
    close: () => pool.close(),
  }
}
