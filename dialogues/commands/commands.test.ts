import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { doutu, json, withCommandLine } from '../../test/command-line.ts'
import type { Dialogue } from '../record.ts'
import { answer, scriptedServer } from '../testing/server.ts'

const { folder, file } = withCommandLine()
const at = (name: string) => join(folder, name)
const dialogues = (...args: string[]) => doutu('dialogues', ...args)
const read = (path: string): Dialogue[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Dialogue)
const set = at('set.jsonl')

beforeAll(async () => {
  const { code, err } = await dialogues('generate', '--count', '12', '--turns', '6-8', '--out', set, '--json')
  expect(code, err).toBe(0)
}, 200_000)

describe('generate', () => {
  it('makes what was asked for: kinds, lengths, strategies, senders', async () => {
    const out = at('some.jsonl')
    const { code, out: printed } = await dialogues(
      'generate',
      '--count',
      '8',
      '--turns',
      '10',
      '--kind',
      'news',
      '--strategy',
      'greedy,random',
      '--senders',
      'B',
      '--rate',
      '0.16',
      '--gap',
      '1',
      '--out',
      out,
      '--json',
    )
    expect(code).toBe(0)
    expect(json(printed)[0]).toMatchObject({
      asked: 8,
      accepted: 8,
      rejected: 0,
      failed: 0,
      pending: 0,
      end: 'complete',
    })
    const made = read(out)
    expect(new Set(made.map(({ kind }) => kind))).toEqual(new Set(['news']))
    expect(new Set(made.map(({ strategy }) => strategy))).toEqual(new Set(['greedy', 'random']))
    for (const { turns } of made) {
      expect(turns).toHaveLength(10)
      for (const { meme, speaker } of turns) if (meme) expect(speaker).toBe('B')
    }
  })

  it('talks about the user’s own news, quoting it, and with the user’s own people', async () => {
    const news = file(
      'own.jsonl',
      '{"title":"社区菜园开了夜场","summary":"晚上八点到十点也能去浇水了。大爷们自带小板凳。"}\n',
    )
    const people = file(
      'people.jsonl',
      [
        '{"id":"a","name":"钱多多","gender":"女","age":30,"work":"会计"}',
        '{"id":"b","name":"孙大海","gender":"男","age":35,"work":"厨师"}',
      ].join('\n'),
    )
    const out = at('own-news.jsonl')
    const { code, err } = await dialogues(
      'generate',
      '--count',
      '4',
      '--turns',
      '8',
      '--kind',
      'news',
      '--news',
      news,
      '--personas',
      people,
      '--out',
      out,
    )
    expect(code, err).toBe(0)
    for (const { scene, personas, turns } of read(out)) {
      expect(scene.title).toBe('社区菜园开了夜场')
      expect(new Set(personas.map(({ name }) => name))).toEqual(new Set(['钱多多', '孙大海']))
      expect(turns.some(({ text }) => /社区菜园开了夜场|浇水|小板凳/.test(text))).toBe(true)
    }
  })

  it('--dry-run prints both sides’ prompts and an estimate, and writes nothing', async () => {
    const args = [
      'generate',
      '--count',
      '100',
      '--dry-run',
      '--provider',
      'openai',
      '--model',
      'm',
      '--price-in',
      '2',
      '--price-out',
      '8',
      '--out',
      at('none.jsonl'),
    ]
    vi.stubEnv('LLM_BASE_URL', 'http://127.0.0.1:9/v1')
    const { out, err, code } = await dialogues(...args)
    expect(code).toBe(0)
    expect(out).toMatch(/A = [\s\S]*\[system\][\s\S]*【心里想要的】[\s\S]*B = [\s\S]*轮到你了/)
    expect(err).toMatch(/100 dialogues: about \d+ requests, \d+ prompt tokens and \d+ completion tokens, cost about \d/)
    const [summary] = json((await dialogues(...args, '--json')).out)
    expect(summary.prompts).toHaveLength(2)
    expect(summary.estimate.cost).toBeGreaterThan(0)
    vi.stubEnv('LLM_BASE_URL', '')
    expect(existsSync(at('none.jsonl'))).toBe(false)
  })

  it('speaks through a server, within a budget, and goes on with --resume', async () => {
    let line = 0
    const server = await scriptedServer(() => ({
      kind: 'say',
      text: answer(
        `第${'零一二三四五六七八九'[Math.floor(line / 10) % 10]}${'甲乙丙丁戊己庚辛壬癸'[line++ % 10]}件事说来话长`,
      ),
    }))
    for (const [name, value] of Object.entries({ LLM_BASE_URL: server.url, LLM_MODEL: 'm', LLM_API_KEY: 'k' }))
      vi.stubEnv(name, value)
    const out = at('server.jsonl')
    const args = [
      'generate',
      '--count',
      '6',
      '--turns',
      '4',
      '--provider',
      'openai',
      '--attempts',
      '1',
      '--concurrency',
      '1',
      '--price-in',
      '10',
      '--price-out',
      '10',
      '--out',
      out,
      '--json',
    ]
    const first = await dialogues(...args, '--budget', '0.01元')
    expect(first.code).toBe(3)
    expect(first.err).toMatch(
      /The budget is spent; nothing is lost\. Go on with the same command and --resume, and a larger --budget/,
    )
    const [begun] = json(first.out)
    expect(begun).toMatchObject({ end: 'budget' })
    expect(begun.cost).toBeLessThanOrEqual(0.0115)
    expect(begun.pending).toBeGreaterThan(0)
    const [ended] = json((await dialogues(...args, '--resume')).out)
    expect(ended).toMatchObject({ end: 'complete', pending: 0 })
    expect(ended.accepted + ended.rejected + ended.failed).toBe(6)
    for (const { provider, model } of read(out)) expect([provider, model]).toEqual(['openai', 'm'])
    for (const name of ['LLM_BASE_URL', 'LLM_MODEL', 'LLM_API_KEY']) vi.stubEnv(name, '')
  })

  it.each([
    [['--count', '0'], /--count 0/],
    [['--turns', '6-'], /--turns 6-/],
    [['--turns', '100'], /--turns 100/],
    [['--kind', 'film'], /--kind film/],
    [['--strategy', 'best'], /--strategy best/],
    [['--rate', '0.5'], /--rate 0\.5 cannot be reached/],
    [['--rate', 'x'], /--rate x/],
    [['--threshold', 'high'], /--threshold high/],
    [['--provider', 'magic'], /--provider magic/],
    [['--provider', 'openai'], /needs a server and a model/],
    [['--provider', 'local'], /needs a model/],
    [['--budget', 'much'], /--budget much/],
    [['--budget', '5元'], /needs prices/],
    [['--scenes', '/nowhere'], /cannot be read/],
    [['--news', '/nowhere'], /cannot be read/],
    [['--out', set], /already there/],
  ])('says what is wrong with %j, and does nothing', async (args, pattern) => {
    const { err, code, out } = await dialogues(
      'generate',
      '--count',
      '1',
      ...(args.includes('--out') ? [] : ['--out', at('wrong.jsonl')]),
      ...args,
    )
    expect(code).toBeGreaterThan(0)
    expect(err).toMatch(pattern)
    expect(out).toBe('')
    expect(existsSync(at('wrong.jsonl'))).toBe(false)
  })

  it('a scene without episodes is refused offline, by its name', async () => {
    const own = file(
      'scene.jsonl',
      JSON.stringify({
        id: 'mine',
        title: '自己的场景',
        setting: '两个人在等公交车，下着小雨',
        relation: '同学',
        roles: {
          A: { who: '带伞的', goal: '聊两句', calls: ['{nick}'] },
          B: { who: '没带伞的', goal: '蹭伞', calls: ['{nick}'] },
        },
      }),
    )
    const { err, code } = await dialogues(
      'generate',
      '--count',
      '1',
      '--scenes',
      own,
      '--kind',
      'role',
      '--out',
      at('mine.jsonl'),
    )
    expect(code).toBe(2)
    expect(err).toMatch(/The scene mine has no episodes/)
  })
})

describe('evaluate', () => {
  it('reports every strategy and length, and prints a table or JSON', async () => {
    const [report] = json((await dialogues('evaluate', set, '--json')).out)
    expect(report.all.report).toMatchObject({ dialogues: 12 })
    expect(
      report.groups.map(({ strategy, length }: { strategy: string; length: number | null }) => `${strategy} ${length}`),
    ).toContain('greedy null')
    const { out, code } = await dialogues('evaluate', set)
    expect(code).toBe(0)
    for (const word of [
      'memes/dialogue',
      'gap CV',
      'coverage',
      'entropy',
      'distinct-2',
      'self-BLEU',
      'facets',
      'diverse',
    ])
      expect(out).toContain(word)
  })

  it('lets a language model judge, aspects in another order each time, and says how far its samples agree', async () => {
    const server = await scriptedServer((_, number) => ({
      kind: 'say',
      text:
        number % 7 === 0
          ? '说不好'
          : `评分：{"semantic": 80, "emotional": ${70 + (number % 3)}, "appropriate": 90, "humour": "60", "flow": 75}`,
    }))
    for (const [name, value] of Object.entries({ LLM_BASE_URL: server.url, LLM_MODEL: 'judge' }))
      vi.stubEnv(name, value)
    const [report] = json((await dialogues('evaluate', set, '--judge', '--samples', '2', '--json')).out)
    vi.stubEnv('LLM_BASE_URL', '')
    const { judge } = report.all
    expect(judge.aspects.semantic).toMatchObject({ score: { value: 80 } })
    expect(judge.aspects.humour.score.value).toBe(60)
    expect(judge.samples + judge.unread).toBe(server.seen.length)
    expect(judge.unread).toBeGreaterThan(0)
    expect(judge.aspects.emotional.agreement).not.toBeNull()
    const orders = new Set(server.seen.map(({ body }) => /键是 (.*)。/.exec(body.messages[1]!.content)?.[1]))
    expect(orders.size).toBeGreaterThan(3)
    for (const { body } of server.seen) expect(JSON.stringify(body.messages)).not.toMatch(/greedy|diverse|top-k|random/)
  })

  it('without a server says that the judge needs one', async () => {
    const { err, code } = await dialogues('evaluate', set, '--judge')
    expect([code, err]).toEqual([1, expect.stringMatching(/--judge needs a language model/)])
  })
})

describe('ablate', () => {
  it('runs every strategy at every threshold over the same words, with intervals and the gain over the baseline', async () => {
    const out = at('arms')
    const {
      out: printed,
      code,
      err,
    } = await dialogues(
      'ablate',
      '--count',
      '6',
      '--turns',
      '6,8',
      '--strategies',
      'random,greedy',
      '--thresholds',
      'adaptive,0.2',
      '--out',
      out,
      '--json',
    )
    expect(code, err).toBe(0)
    const [arms] = json(printed)
    expect(arms).toHaveLength(2 * 2 * 2)
    for (const arm of arms) {
      expect(arm.report.dialogues).toBe(6)
      if (arm.strategy === 'random') expect(arm.facetGain).toMatchObject({ value: 0, low: 0, high: 0 })
    }
    const words = (name: string) => read(join(out, `${name}.jsonl`)).map(({ turns }) => turns.map(({ text }) => text))
    expect(words('random-adaptive-6')).toEqual(words('greedy-0.2-6'))
    expect(readFileSync(join(out, 'ablation.csv'), 'utf8').split('\n')[0]).toContain('facetGainLow')
    expect((await dialogues('ablate', set, '--thresholds', '0', '--strategies', 'greedy')).out).toMatch(/threshold/)
  }, 200_000)
})

describe('export', () => {
  it.each(['native', 'mod', 'sharegpt', 'openai', 'parquet', 'hub'])(
    'to %s and back gives the very same file',
    async format => {
      const [out, back] = [at(`${format}/x`), at(`${format}.back.jsonl`)]
      const [summary] = json((await dialogues('export', set, '--to', format, '--out', out, '--json')).out)
      expect(summary).toMatchObject({ dialogues: 12, missing: 0 })
      expect((await dialogues('export', out, '--to', 'native', '--out', back)).code).toBe(0)
      expect(readFileSync(back, 'utf8') === readFileSync(set, 'utf8')).toBe(true)
    },
  )

  it('to the hub has a card, splits and the images used; with images=data OpenAI’s lines carry them', async () => {
    const card = readFileSync(at('hub/x/README.md'), 'utf8')
    expect(card).toMatch(/^---\nlanguage:\n- zh/)
    expect(card).toMatch(/Fluent Emoji 3D \(MIT\)/)
    expect(existsSync(at('hub/x/data/train.jsonl'))).toBe(true)
    const used = read(set).flatMap(({ turns }) => turns.flatMap(({ meme }) => (meme ? [meme] : [])))
    for (const { id, file: name } of used)
      expect(existsSync(at(`hub/x/images/${id}${/\.\w+$/.exec(name)![0]}`))).toBe(true)
    await dialogues('export', set, '--to', 'openai', '--images', 'data', '--out', at('inline.jsonl'))
    expect(readFileSync(at('inline.jsonl'), 'utf8')).toMatch(/"url":"data:image\/(webp|gif);base64,/)
  })

  it('removes nothing that it did not write, with --force either', async () => {
    const precious = file('precious.txt', 'x')
    const { err, code } = await dialogues('export', set, '--to', 'hub', '--out', folder, '--force')
    expect([code, err]).toEqual([2, expect.stringMatching(/holds other things than an export/)])
    expect(existsSync(precious)).toBe(true)
  })
})

describe('sheet and rate', () => {
  it('a blind sheet is rated by two people and read back by strategy', async () => {
    const out = at('sheet')
    expect((await dialogues('sheet', set, '--out', out, '--count', '6')).code).toBe(0)
    const csv = readFileSync(join(out, 'sheet.csv'), 'utf8')
    const page = readFileSync(join(out, 'sheet.html'), 'utf8')
    for (const text of [csv, page]) expect(text).not.toMatch(/greedy|diverse|top-k|"random"|role-0000|news-0000/)
    const rated = (start: number) =>
      `item,semantic,emotional,appropriate,humour,flow\n${[1, 2, 3, 4, 5, 6].map(item => `${item},${start + item},50,50,50,50`).join('\n')}\n`
    const [one, two] = [file('one.csv', rated(10)), file('two.csv', `\ufeff${rated(12)}`)]
    const [report] = json((await dialogues('rate', one, two, '--key', join(out, 'key.json'), '--json')).out)
    expect(report.raters).toBe(2)
    expect(report.groups.all).toMatchObject({ dialogues: 6, samples: 12 })
    expect(report.groups.all.aspects.semantic.score.value).toBeCloseTo(14.5)
    const bad = file('bad.csv', 'item,semantic,emotional,appropriate,humour,flow\n1,101,1,1,1,1\n')
    expect((await dialogues('rate', bad, '--key', join(out, 'key.json'))).err).toMatch(/row 1 \(item 1\).*0 to 100/)
  })
})

describe('view', () => {
  it('--html writes one page that asks for nothing outside itself', async () => {
    const out = at('page.html')
    expect((await dialogues('view', set, '--html', out)).code).toBe(0)
    const page = readFileSync(out, 'utf8')
    expect(page).toContain('Content-Security-Policy')
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/)
    expect((await dialogues('view', set, '--html', out)).err).toMatch(/already there/)
  })

  it('of what is no data set says so', async () => {
    writeFileSync(at('junk.jsonl'), 'junk\n')
    expect((await dialogues('view', at('junk.jsonl'))).err).toMatch(/junk\.jsonl, line 1 is no dialogue/)
    expect((await dialogues('view', at('nothing.jsonl'))).err).toMatch(/There is no/)
  })
})

it('every command says in both languages what it does', async () => {
  for (const name of ['generate', 'evaluate', 'ablate', 'export', 'sheet', 'rate', 'view']) {
    const { out } = await dialogues(name, '--help')
    expect(out, name).toMatch(/\p{Script=Han}.*\|.*[a-z]/u)
  }
})
