import { defineCommand } from 'citty'
import { print } from '../../src/cli/context.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { toRecord } from '../records/record.ts'
import { FILTER_ARGUMENTS, filterMemes } from './filters.ts'
import { numberArgument, withDatabase } from './session.ts'

export default defineCommand({
  meta: { name: 'list', description: '列出表情 | List memes, with filters' },
  args: {
    ...FILTER_ARGUMENTS,
    limit: { type: 'string', description: 'Most memes to list', default: '50' },
    offset: { type: 'string', description: 'How many to pass over', default: '0' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const limit = numberArgument('limit', args.limit, 1, 1e6)
    const offset = numberArgument('offset', args.offset, 0, 1e9)
    await withDatabase(async ({ database }) => {
      const found = filterMemes(await readMemes(database), args)
      const shown = found.slice(offset, offset + limit)
      if (args.json) return print(JSON.stringify({ total: found.length, memes: shown.map(toRecord) }))
      for (const { slug, state, rating, origin = 'hand', caption, tags = [] } of shown)
        print(inOneLine([slug, state, rating, origin, caption || `(${tags.join('、')})`].join('  ')))
      if (found.length > shown.length) print(`… ${shown.length} / ${found.length}`)
    })
  },
})

/** A caption may have lines, and what terminals take for commands; a list has a line a meme. */
const inOneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
