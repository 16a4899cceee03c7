import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { globSync } from 'tinyglobby'
import type { z } from 'zod'
import { seededRandom } from '../../src/random.ts'
import { checkLine, checkRepeated, checkStarts, type PlacedLine } from './check-lines.ts'
import { checkMoves, checkNews, checkScene, linesOf } from './check-scene.ts'
import { buildGraph, type Step } from './graph.ts'
import { type Episode, newsItemSchema, type Persona, personaSchema, reactionSchema, sceneSchema } from './schemas.ts'

/**
 * Checks files of scenarios and says what is wrong, line by line; `--sample` also prints two talks of each scene.
 * node --import tsx dialogues/scenarios/check.ts [--sample] FILE…   (without a file: all of them)
 */
const HERE = dirname(fileURLToPath(import.meta.url))
const [sample, given] = [
  process.argv.includes('--sample'),
  process.argv.slice(2).filter(name => !name.startsWith('--')),
]
const files = given.length > 0 ? given : globSync('**/*.jsonl', { cwd: HERE, absolute: true }).sort()
const problems: string[] = []
const allLines: PlacedLine[] = []
const ids = new Map<string, string>()

const personas = readPersonas()
for (const file of files) checkFile(file)
checkRepeated(allLines, (where, what) => problems.push(`${where}: ${what}`))
for (const problem of problems) process.stdout.write(`${problem}\n`)
process.stderr.write(
  `${files.length} files, ${ids.size} entries, ${allLines.length} utterances, ${problems.length} problems\n`,
)
process.exitCode = problems.length > 0 ? 1 : 0

function readPersonas(): Persona[] {
  try {
    return readFileSync(join(HERE, 'personas.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .flatMap(line => personaSchema.safeParse(JSON.parse(line)).data ?? [])
  } catch {
    return []
  }
}

function checkFile(file: string): void {
  const name = basename(file)
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((text, index) => {
      if (text.trim()) checkEntry(name, `${name}:${index + 1}`, text)
    })
}

function checkEntry(file: string, where: string, text: string): void {
  const report = (place: string, what: string) => problems.push(`${where} ${place}: ${what}`)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return void report('', `not valid JSON: ${(error as Error).message}`)
  }
  if (file.startsWith('personas')) return void parsed(personaSchema, json, where, report)
  if (file.startsWith('news')) {
    const item = parsed(newsItemSchema, json, where, report)
    if (!item) return
    checkNews(item, report)
    if (item.episodes) collect(item.id, item.episodes)
  } else if (file.startsWith('reactions') || file.startsWith('small')) {
    checkReaction(json, where, report)
  } else {
    const scene = parsed(sceneSchema, json, where, report)
    if (!scene) return
    checkScene(scene, personas, report)
    collect(scene.id, scene.episodes)
  }
}

function checkReaction(json: unknown, where: string, report: (place: string, what: string) => void): void {
  const entry = parsed(reactionSchema, json, where, report)
  if (!entry) return
  if ('episode' in entry) {
    const slots = new Set(entry.kind === 'news-talk' ? ['title', 'detail'] : ['you'])
    checkMoves(entry.id, entry.episode, report)
    for (const line of linesOf(entry.id, [entry.episode])) checkLine(line, slots, report)
    collect(entry.id, [entry.episode])
  } else {
    const lines = entry.lines.map((text, line) => ({ where: `${entry.id} line ${line + 1}`, text }))
    for (const line of lines) checkLine(line, new Set(entry.kind === 'meme-reaction' ? ['caption'] : ['you']), report)
    checkStarts(entry.id, entry.lines, report)
    allLines.push(...lines)
  }
}

function parsed<T extends { id: string }>(
  schema: z.ZodType<T>,
  json: unknown,
  where: string,
  report: (place: string, what: string) => void,
): T | undefined {
  const result = schema.safeParse(json)
  if (!result.success) {
    for (const issue of result.error.issues) report(issue.path.join('.'), issue.message)
    return undefined
  }
  const before = ids.get(result.data.id)
  if (before) report(result.data.id, `the id is taken by ${before}`)
  ids.set(result.data.id, where)
  return result.data
}

function collect(name: string, episodes: readonly Episode[]): void {
  allLines.push(...linesOf(name, episodes))
  if (sample) for (const seed of [1, 2]) printTalk(name, episodes, seed)
}

/** A walk through the graph with lines at random: if it does not read as one talk, an episode does not stand on its own. */
function printTalk(name: string, episodes: readonly Episode[], seed: number): void {
  const random = seededRandom(seed * 7919 + name.length)
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!
  const graph = buildGraph(episodes)
  process.stdout.write(`\n── ${name}\n`)
  for (
    let step: Step | undefined = pick(graph.starts);
    step;
    step = graph.next(step).length > 0 ? pick(graph.next(step)) : undefined
  )
    process.stdout.write(`${step.move.by}: ${pick(step.move.lines)}\n`)
}
