import fc from 'fast-check'
import { expect, test } from 'vitest'
import { syntheticMeme, temporaryDatabase } from '../../test/helpers.ts'
import type { Database } from './database.ts'
import { encoderKey, hashText, type MemeVectors, readVectors, saveEmbeddings, textsOf } from './embeddings.ts'
import { saveMemes } from './memes.ts'

const meme = syntheticMeme('a')
const rowsOf = (of = meme, shift = 0) =>
  textsOf(of.annotation).map((text, row) => ({
    ...text,
    memeId: of.id,
    vector: Float32Array.of(row + shift, -0.1, 1e-9),
  }))
const listed = (vectors: MemeVectors | undefined) =>
  vectors && [vectors.scenario, vectors.unsuitable, vectors.emotion, vectors.motivation, ...vectors.examples]

async function withMemes(): Promise<Database> {
  const db = await temporaryDatabase()
  await saveMemes(db, [meme, syntheticMeme('b')], 1)
  return db
}

test('a meme has twelve texts with a place of their own each', () => {
  const texts = textsOf(meme.annotation)
  expect(texts).toHaveLength(12)
  expect(new Set(texts.map(text => `${text.facet}/${text.position}`)).size).toBe(12)
  expect(texts.map(text => text.text)).toEqual([
    meme.annotation.scenario,
    meme.annotation.unsuitable,
    meme.annotation.emotion,
    meme.annotation.motivation,
    ...meme.annotation.examples,
  ])
})

test('embeddings come back bit for bit, each in its place', async () => {
  const db = await withMemes()
  saveEmbeddings(db, 'e@1', rowsOf())
  expect(listed(readVectors(db, 'e@1', [meme]).get(meme.id))).toEqual(rowsOf().map(row => row.vector))
})

test('any float survives, whatever part of a buffer it comes from', async () => {
  const db = await withMemes()
  const vectors = fc.float32Array({ minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(vectors, fc.nat({ max: 3 }), (values, before) => {
      const padded = new Float32Array(before + values.length + 2)
      padded.set(values, before)
      const vector = padded.subarray(before, before + values.length)
      saveEmbeddings(
        db,
        'e@1',
        rowsOf().map(row => ({ ...row, vector })),
      )
      expect(readVectors(db, 'e@1', [meme]).get(meme.id)?.scenario).toEqual(values)
    }),
  )
})

test('saving again replaces, and memes and encoders do not mix', async () => {
  const db = await withMemes()
  saveEmbeddings(db, 'e@1', rowsOf())
  saveEmbeddings(db, 'e@2', rowsOf(meme, 50))
  saveEmbeddings(db, 'e@1', rowsOf(meme, 100))
  saveEmbeddings(db, 'e@1', rowsOf(syntheticMeme('b'), 200))
  const first = (encoder: string, of = meme) => readVectors(db, encoder, [of]).get(of.id)?.scenario[0]
  expect([first('e@1'), first('e@2'), first('e@1', syntheticMeme('b')), first('e@3')]).toEqual([
    100,
    50,
    200,
    undefined,
  ])
  expect(db.prepare('SELECT count(*) AS n FROM embeddings').get()).toEqual({ n: 36 })
})

test('a meme is left out as soon as any one of its texts is another', async () => {
  const db = await withMemes()
  saveEmbeddings(db, 'e@1', rowsOf())
  const { annotation } = meme
  expect(readVectors(db, 'e@1', [meme]).size).toBe(1)
  for (const facet of ['scenario', 'unsuitable', 'emotion', 'motivation'] as const) {
    const changed = { ...meme, annotation: { ...annotation, [facet]: `${annotation[facet]}。` } }
    expect(readVectors(db, 'e@1', [changed]).size, facet).toBe(0)
  }
  for (let position = 0; position < 8; position += 1) {
    const examples = annotation.examples.with(position, '别的话')
    expect(readVectors(db, 'e@1', [{ ...meme, annotation: { ...annotation, examples } }]).size).toBe(0)
  }
})

test('a meme with an embedding missing is left out', async () => {
  const db = await withMemes()
  for (let missing = 0; missing < 12; missing += 1) {
    db.prepare('DELETE FROM embeddings').run()
    saveEmbeddings(db, 'e@1', rowsOf().toSpliced(missing, 1))
    expect(readVectors(db, 'e@1', [meme]).size).toBe(0)
  }
})

test('a batch of embeddings is written whole or not at all', async () => {
  const db = await withMemes()
  const stray = { ...rowsOf()[3]!, memeId: 'nobody' }
  expect(() => saveEmbeddings(db, 'e@1', [...rowsOf(), stray])).toThrow('FOREIGN KEY')
  expect(db.prepare('SELECT count(*) AS n FROM embeddings').get()).toEqual({ n: 0 })
})

test('an encoder is named by its id and its revision, and another text has another hash', () => {
  expect(encoderKey({ id: 'a', revision: '1' })).not.toBe(encoderKey({ id: 'a', revision: '2' }))
  expect(hashText('笑死')).toBe(hashText('笑死'))
  expect(hashText('笑死')).not.toBe(hashText('笑死 '))
})
