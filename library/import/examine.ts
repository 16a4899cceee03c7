import { openPool, WorkerFailure } from '../worker/pool.ts'
import type { Examination, ExamineAnswer, ExamineRequest } from './examination.ts'
import type { Limits } from './limits.ts'
import { type Rejection, RejectionError } from './reasons.ts'

/** Looks at files in processes of their own; one that hangs, swells or crashes the decoder harms nothing else. */
export interface Examiner {
  /** @throws RejectionError where the bytes are no sound image within the limits */
  examine(bytes: Uint8Array): Promise<Examination>
  close(): Promise<void>
}

const TIMEOUT_MILLISECONDS = 8_000
const MEBIBYTE = 2 ** 20
const FAILURES: Partial<Record<WorkerFailure['kind'], Rejection>> = {
  timeout: 'timeout',
  memory: 'memory',
  crash: 'crash',
}

/** Opens an examiner with so many processes, each started when it is first needed. */
export function openExaminer(workers: number, limits: Limits): Examiner {
  const pool = openPool<ExamineRequest, ExamineAnswer>({
    entry: new URL('./worker.ts', import.meta.url),
    size: workers,
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    maximumRss: 450 * MEBIBYTE,
    recycleRss: 300 * MEBIBYTE,
    packages: ['sharp'],
  })
  return {
    async examine(bytes) {
      const answer = await pool.run({ bytes, limits }).catch(error => {
        if (!(error instanceof WorkerFailure)) throw error
        const reason = FAILURES[error.kind]
        throw reason ? new RejectionError(reason) : new RejectionError('broken', error.message)
      })
      if ('rejected' in answer) throw new RejectionError(answer.rejected.reason, answer.rejected.detail)
      return answer.image
    },
    close: () => pool.close(),
  }
}
