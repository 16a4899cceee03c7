import { defineCommand } from 'citty'
import { localeOf, print, readConfig } from '../../src/cli/context.ts'
import { DoutuError } from '../../src/errors.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { decidePair, type Pair, readPairs } from '../../src/storage/pairs.ts'
import { mergeMemes } from '../import/merge.ts'
import { chooseMemes } from './choose.ts'
import { alone, type Session, withDatabase } from './session.ts'

const WHY: Record<string, { zh: string; en: string }> = {
  'same-picture': { zh: '画面相同', en: 'the same picture' },
  'same-words': { zh: '画面相近，文字相同', en: 'like pictures with the same words' },
  'words-unread': { zh: '画面相近，文字没有读过', en: 'like pictures whose words were not compared' },
  'words-added': {
    zh: '画面相同，其中一张多了字（水印？）',
    en: 'the same picture, one with more words (a watermark?)',
  },
  'words-unclear': { zh: '画面相近，文字看不清', en: 'like pictures whose words cannot be made out' },
}

export default defineCommand({
  meta: {
    name: 'duplicates',
    description:
      '看着像重复的表情：列出、合并、或判定不同 | Memes that look alike: list them, merge them, or say that they differ',
  },
  args: {
    ids: { type: 'positional', description: 'Two memes, for --merge or --different', required: false },
    merge: { type: 'boolean', description: 'Merge the second into the first' },
    different: { type: 'boolean', description: 'They are different; the pair is not shown again' },
    auto: { type: 'boolean', description: 'Merge all pairs that are surely the same' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const names = args._.filter(Boolean)
    const decides = Boolean(args.merge) || Boolean(args.different)
    if (decides && names.length !== 2)
      throw new DoutuError(
        'bad-input',
        'A decision is about two memes.',
        'Name both: npx doutu library duplicates A B --merge',
      )
    if ((!decides && names.length > 0) || (args.merge && args.different))
      throw new DoutuError('bad-input', 'It is not said what to do with them.', 'Add either --merge or --different.')
    const config = readConfig()
    const work = () =>
      withDatabase(async session => {
        if (args.auto) return say(mergeSure(session), Boolean(args.json))
        if (decides) {
          const [first, second] = chooseMemes(await readMemes(session.database), names)
          if (args.merge) mergeMemes(session.database, first!, second!, Date.now())
          else if (!decidePair(session.database, first!.id, second!.id, 'different'))
            throw new DoutuError(
              'not-found',
              'These two were not taken for alike.',
              'npx doutu library duplicates lists the pairs.',
            )
          return say([await said(session, first!, second!)], Boolean(args.json))
        }
        const memes = new Map((await readMemes(session.database)).map(meme => [meme.id, meme]))
        const pairs = readPairs(session.database, true).filter(
          ({ first, second }) => isOpen(memes.get(first)) && isOpen(memes.get(second)),
        )
        if (args.json) return print(JSON.stringify({ pairs, groups: groupsOf(pairs) }))
        const locale = localeOf(config)
        for (const { first, second, distance, verdict, why } of pairs)
          print(
            `${memes.get(first)!.slug}  ${memes.get(second)!.slug}  ${verdict}  ${distance.toFixed(3)}  ${WHY[why]?.[locale] ?? why}  ${memes.get(first)!.caption} / ${memes.get(second)!.caption}`,
          )
        if (pairs.length === 0) print(locale === 'zh' ? '没有待定的重复。' : 'No pair is to be decided.')
      })
    await (decides || args.auto ? alone(config, work) : work())
  },
})

const isOpen = (meme: StoredMeme | undefined) => meme !== undefined && meme.state !== 'deleted'

function mergeSure({ database }: Session): Array<Pair & { decision: 'merged' }> {
  const merged: Array<Pair & { decision: 'merged' }> = []
  const read = database.prepare<[string], { id: string; state: StoredMeme['state']; library: string; slug: string }>(
    'SELECT id, state, library, slug FROM memes WHERE id = ?',
  )
  for (const pair of readPairs(database, true)) {
    const [first, second] = [read.get(pair.first), read.get(pair.second)]
    if (pair.verdict !== 'same' || !first || !second || first.state === 'deleted' || second.state === 'deleted')
      continue
    mergeMemes(database, first, second, Date.now())
    merged.push({ ...pair, decision: 'merged' })
  }
  return merged
}

async function said({ database }: Session, first: StoredMeme, second: StoredMeme) {
  return readPairs(database, false).find(
    pair => [pair.first, pair.second].includes(first.id) && [pair.first, pair.second].includes(second.id),
  )
}

function say(pairs: ReadonlyArray<Pair | undefined>, json: boolean): void {
  const done = pairs.filter(pair => pair !== undefined)
  if (json) print(JSON.stringify({ decided: done }))
  else
    for (const { first, second, decision } of done) print(`${first.slice(0, 16)}  ${second.slice(0, 16)}  ${decision}`)
}

/** Memes that hang together by pairs that are surely the same; each group's first member was there first. */
function groupsOf(pairs: readonly Pair[]): string[][] {
  const groups = new Map<string, string[]>()
  for (const { first, second, verdict } of pairs) {
    if (verdict !== 'same') continue
    const [one, other] = [groups.get(first) ?? [first], groups.get(second) ?? [second]]
    const joined = one === other ? one : [...one, ...other]
    for (const member of joined) groups.set(member, joined)
  }
  return [...new Set(groups.values())]
}
