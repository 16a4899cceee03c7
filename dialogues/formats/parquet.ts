import { readFileSync, writeFileSync } from 'node:fs'
import { parquetReadObjects } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { z } from 'zod'
import { type Dialogue, dialogueSchema, personaRecordSchema } from '../record.ts'

type SchemaElement = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>[number]

const text = (name: string, optional = false): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: optional ? 'OPTIONAL' : 'REQUIRED',
})
const group = (name: string, members: SchemaElement[], optional = false): SchemaElement[] => [
  { name, num_children: members.length, repetition_type: optional ? 'OPTIONAL' : 'REQUIRED' },
  ...members,
]
const list = (name: string, members: SchemaElement[]): SchemaElement[] => [
  { name, num_children: 1, converted_type: 'LIST', repetition_type: 'REQUIRED' },
  { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
  ...group('element', members),
]

const LEADING = ['id', 'kind', 'provider', 'model', 'seed', 'strategy', 'promptVersion', 'libraryHash'] as const
const PERSONA = Object.keys(personaRecordSchema.shape)
const SCENE = ['id', 'title', 'category', 'setting'] as const
const TURN = ['speaker', 'text', 'scenario', 'emotion', 'motivation'] as const
const MEME = ['id', 'file', 'caption'] as const

const SCHEMA: SchemaElement[] = [
  { name: 'root', num_children: LEADING.length + 3 },
  ...LEADING.map(name => text(name)),
  ...group('scene', [...SCENE.map(name => text(name)), text('link', true)]),
  ...list(
    'personas',
    PERSONA.map(name => (name === 'age' ? { name, type: 'INT32', repetition_type: 'REQUIRED' } : text(name))),
  ),
  ...turnsSchema(),
]

function turnsSchema(): SchemaElement[] {
  const meme = group(
    'meme',
    MEME.map(name => text(name)),
    true,
  )
  return [
    { name: 'turns', num_children: 1, converted_type: 'LIST', repetition_type: 'REQUIRED' },
    { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
    { name: 'element', num_children: TURN.length + 2, repetition_type: 'REQUIRED' },
    ...TURN.map(name => text(name)),
    ...meme,
    text('decision'),
  ]
}

/** Writes a Parquet file: scene a struct, personas and turns lists of structs, each turn's decision as JSON. */
export function writeParquet(path: string, dialogues: readonly Dialogue[]): void {
  const rows = dialogues.map(flat)
  const column = (name: string) => ({ name, data: rows.map(row => row[name]) })
  const columnData = [...LEADING, 'scene', 'personas', 'turns'].map(column)
  const bytes = parquetWriteBuffer({ columnData, schema: SCHEMA })
  writeFileSync(path, new Uint8Array(bytes))
}

function flat(dialogue: Dialogue): Record<string, unknown> {
  return {
    ...dialogue,
    turns: dialogue.turns.map(({ facets, decision, ...turn }) => ({
      ...turn,
      ...facets,
      decision: JSON.stringify(decision),
    })),
  }
}

const rowSchema = z.object({
  scene: z.object({ link: z.string().nullish() }).loose(),
  turns: z.array(
    z.object({
      speaker: z.unknown(),
      text: z.string(),
      scenario: z.string(),
      emotion: z.string(),
      motivation: z.string(),
      meme: z.unknown(),
      decision: z.string(),
    }),
  ),
})

/** Reads a Parquet file that {@link writeParquet} wrote. */
export async function readParquet(path: string): Promise<Dialogue[]> {
  const bytes = readFileSync(path)
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const rows = await parquetReadObjects({ file: file as ArrayBuffer })
  return rows.map(row => {
    const { scene, turns } = rowSchema.parse(row)
    const { link, ...place } = scene
    return dialogueSchema.parse({
      ...row,
      scene: { ...place, ...(link ? { link } : {}) },
      turns: turns.map(({ scenario, emotion, motivation, decision, meme, ...turn }) => ({
        ...turn,
        facets: { scenario, emotion, motivation },
        meme: meme ?? null,
        decision: JSON.parse(decision) as unknown,
      })),
    })
  })
}
