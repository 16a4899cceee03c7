// A worker that misbehaves as it is told.
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from './serve.ts'

interface Request {
  echo?: string
  hang?: boolean
  crash?: boolean
  fail?: string
  swell?: boolean
  pid?: boolean
}

process.on('uncaughtException', () => {})

serve<Request, unknown>(async ({ echo, hang, crash, fail, swell, pid }) => {
  if (fail) throw new Error(fail)
  while (hang);
  if (crash) setTimeout(() => Promise.reject(new Error('unheard')), 0)
  const held: Buffer[] = []
  while (swell && held.length < 200) {
    held.push(Buffer.alloc(10 * 2 ** 20, 1))
    await sleep(10)
  }
  if (crash) await sleep(5000)
  return pid ? process.pid : echo
})
