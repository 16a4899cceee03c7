import sharp from 'sharp'
import { lookCloser } from '../fingerprint/compare.ts'
import { fingerprintOf } from '../fingerprint/fingerprint.ts'
import { serve } from '../worker/serve.ts'
import type { ExamineAnswer, ExamineRequest } from './examination.ts'
import { lookAt } from './look.ts'
import { RejectionError } from './reasons.ts'

// Several workers share the processors better than several threads do; a cache would only hold what is not seen again.
sharp.concurrency(1)
sharp.cache(false)

serve<ExamineRequest, ExamineAnswer>(async request => {
  try {
    if (request.kind === 'compare') return { evidence: await lookCloser(request.first, request.second) }
    if (request.kind === 'fingerprint') return { fingerprint: await fingerprintOf(request.bytes) }
    return { image: await lookAt(Buffer.from(request.bytes), request.limits) }
  } catch (error) {
    if (error instanceof RejectionError) return { rejected: { reason: error.reason, detail: error.detail } }
    throw error
  }
})
