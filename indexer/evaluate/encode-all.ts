import type { Encoder, TextRole } from '../../src/models/encoder.ts'

const BATCH = 256

/** Embeddings of many texts, in order. @param onProgress called with texts done, and all of them */
export async function encodeAll(
  encoder: Encoder,
  texts: readonly string[],
  role: TextRole,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  for (let start = 0; start < texts.length; start += BATCH) {
    vectors.push(...(await encoder.encode(texts.slice(start, start + BATCH), role)))
    onProgress(vectors.length, texts.length)
  }
  return vectors
}
