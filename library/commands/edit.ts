import { randomUUID } from 'node:crypto'
import { defineCommand } from 'citty'
import { print, readConfig } from '../../src/cli/context.ts'
import { DoutuError } from '../../src/errors.ts'
import { readMemes } from '../../src/storage/memes.ts'
import { changeMemes } from '../keep/change.ts'
import { recordSchema, toRecord } from '../records/record.ts'
import { chooseMemes } from './choose.ts'
import { alone, defaultWorkers, refreshIndex, withStores } from './session.ts'

const TEXTS = {
  caption: 'The words in the picture',
  scenario: '适用场景: where it fits',
  unsuitable: '不适用场景: where it would hurt or confuse',
  emotion: '隐含情绪: the feeling it carries',
  motivation: '心理动机: why a person sends it',
  rating: 'safe, sensitive or blocked; wins over every other opinion',
  state: 'draft, review, approved (after the safety check), blocked or deleted',
  scope: 'global, or guild:ID',
  source: 'Where it is from',
  licence: 'Under which licence it is',
} as const

export default defineCommand({
  meta: { name: 'edit', description: '修改一张表情 | Change what is said of a meme' },
  args: {
    id: { type: 'positional', description: 'Id, its first characters, or slug', required: true },
    ...(Object.fromEntries(
      Object.entries(TEXTS).map(([name, description]) => [name, { type: 'string', description }]),
    ) as Record<keyof typeof TEXTS, { type: 'string'; description: string }>),
    tags: { type: 'string', description: 'Tags, with commas between' },
    examples: { type: 'string', description: '例句: eight lines, with | between' },
    json: { type: 'boolean', description: 'Print JSON' },
  },
  async run({ args }) {
    const given = {
      ...Object.fromEntries(
        Object.keys(TEXTS).flatMap(name =>
          args[name as keyof typeof TEXTS] === undefined ? [] : [[name, args[name as keyof typeof TEXTS]]],
        ),
      ),
      ...(args.tags === undefined
        ? {}
        : {
            tags: args.tags
              .split(/[,，]/)
              .map(tag => tag.trim())
              .filter(Boolean),
          }),
      ...(args.examples === undefined ? {} : { examples: args.examples.split(/[|｜]/).map(line => line.trim()) }),
    }
    if (Object.keys(given).length === 0)
      throw new DoutuError(
        'bad-input',
        'Nothing is to be changed.',
        'Name what, such as --caption or --state; see --help.',
      )
    const config = readConfig()
    const work = () =>
      withStores(async session => {
        const { database } = session
        const [meme] = chooseMemes(await readMemes(database), [args.id])
        const parsed = recordSchema.safeParse({ id: meme!.id, ...given })
        if (!parsed.success) {
          const wrong = parsed.error.issues.map(issue => `--${issue.path.join('.')}: ${issue.message}`).join('; ')
          throw new DoutuError('bad-input', `That cannot be: ${wrong}.`, 'See npx doutu library edit --help.')
        }
        const tools = { database, dataFolder: config.dataFolder, workers: defaultWorkers(), now: Date.now }
        const { held } = await changeMemes([{ meme: meme!, record: parsed.data }], {
          ...tools,
          done: { batch: randomUUID() },
        })
        if (held[0])
          throw new DoutuError(
            'bad-input',
            `${meme!.slug} was not approved: ${held[0].why}`,
            'The other changes were made.',
          )
        await refreshIndex(session)
        const [after] = chooseMemes(await readMemes(database), [meme!.id])
        print(
          args.json
            ? JSON.stringify(toRecord(after!))
            : `${after!.slug}  ${after!.state}  ${after!.rating}  ${after!.caption}`,
        )
      }, config)
    await alone(config, work)
  },
})
