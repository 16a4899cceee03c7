import { availableParallelism } from 'node:os'
import { openReader } from '../read/reader.ts'
import type { CaptionReader } from './captions.ts'

/** Opens the offline reader of captions, one process per processor; close it when done. */
export function openCaptionReader(): { read: CaptionReader; close: () => Promise<void> } {
  const reader = openReader({ workers: availableParallelism(), timeoutMilliseconds: 120_000 })
  return {
    read: async picture => (await reader.read(picture)).lines.map(line => line.text),
    close: () => reader.close(),
  }
}
