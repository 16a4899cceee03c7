import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import {
  candidate,
  decision,
  doutu,
  json,
  lines,
  type Outcome,
  PROGRAM,
  spawned,
  withCommandLine,
} from './command-line.ts'

const { folder, dataFolder, file } = withCommandLine()

describe('match', () => {
  const contexts = [
    '{"id": "first", "turns": ["A: 又要加班", "B: 我真的会谢"]}',
    'not json',
    '{"id": 2, "turns": ["A: 爷爷走了"]}',
    '',
    '{"id": "empty", "turns": []}',
    '{"id": "blank", "turns": ["A: "]}',
    '{"id": "first", "turns": ["A: 又要加班", "B: 我真的会谢"]}',
  ].join('\r\n')
  const check = ({ out, err, code }: Outcome) => {
    const results = json(out)
    expect(results.map(result => result.id)).toEqual(['first', 2, 'blank', 'first'])
    for (const result of results) {
      expect(result.decision).toMatchObject(decision)
      expect(result.candidates.map((found: { score: number }) => found.score)).toEqual(
        result.candidates.map((found: { score: number }) => found.score).toSorted((a: number, b: number) => b - a),
      )
      if (result.id !== 'blank') expect(result.candidates).toEqual(Array(5).fill(expect.objectContaining(candidate)))
    }
    expect(results[1].decision).toMatchObject({ kind: 'hold', reason: 'serious-topic' })
    expect(results[2].decision).toMatchObject({ kind: 'hold', reason: 'empty-message' })
    expect(results[3]).toEqual(results[0])
    expect(lines(err)).toEqual([
      expect.stringMatching(/^Line 2 was skipped: .*JSON/),
      expect.stringMatching(/^Line 5 was skipped: .*turn/),
      '2 lines were skipped.',
    ])
    expect(code).toBe(2)
  }

  it('--jsonl FILE answers every sound line in order, each in a fresh channel, and names the others', async () => {
    check(await doutu('match', '--jsonl', file('contexts.jsonl', contexts)))
  })

  it('--jsonl - does the same with standard input, in a process of its own', async () => {
    check(await spawned(folder, contexts, process.execPath, PROGRAM, 'match', '--jsonl', '-'))
  })

  it('turns on the command line get one decision; stdout is nothing but it', async () => {
    const { out, err, code } = await doutu('match', '--json', 'A: 又要加班', 'B: 我真的会谢')
    expect(json(out)).toEqual([{ decision: expect.objectContaining(decision), candidates: expect.any(Array) }])
    expect([err, code]).toEqual(['', 0])
  })

  it('without --json it answers in words', async () => {
    expect((await doutu('match', 'A: 爷爷走了')).out).toMatch(/^没发：/)
  })

  it('the same call gives the same answer', async () => {
    const once = await doutu('match', '--json', 'A: 笑死我了')
    expect(await doutu('match', '--json', 'A: 笑死我了')).toEqual(once)
  })

  it.each([
    ['nothing to decide on', ['match'], 2, /no context.*--jsonl/],
    ['a file that is not there', ['match', '--jsonl', '/no/such.jsonl'], 1, /There is no file \/no\/such\.jsonl/],
    ['a folder', ['match', '--jsonl', tmpdir()], 1, /is a folder/],
  ])('%s is one sentence on stderr and nothing on stdout', async (_title, args, exit, sentence) => {
    const { out, err, code } = await doutu(...args)
    expect(out).toBe('')
    expect(err).toMatch(sentence)
    expect(lines(err)).toHaveLength(1)
    expect(code).toBe(exit)
  })

  it('100,000 characters, emoji alone and control characters get a decision each', async () => {
    const hostile = ['又要加班'.repeat(25_000), '😂😂', 'a\u0000\u202e\u2028b', '\ud83d', '6'.repeat(60)]
    const text = hostile.map((turn, id) => JSON.stringify({ id, turns: [turn] })).join('\n')
    const { out, err, code } = await doutu('match', '--jsonl', file('hostile.jsonl', `\ufeff${text}`))
    expect(json(out).map(({ id }) => id)).toEqual([0, 1, 2, 3, 4])
    expect([err, code]).toEqual(['', 0])
  })
})

describe('search', () => {
  it('--limit N gives N memes, best first, whatever the threshold', async () => {
    const { out, err } = await doutu('search', '加班', '--limit', '3', '--json')
    const [{ query, results }] = json(out)
    expect(query).toBe('加班')
    expect(results).toEqual(Array(3).fill(expect.objectContaining(candidate)))
    expect(results[0].score).toBeGreaterThanOrEqual(results[2].score)
    expect(err).toBe('')
    expect(lines((await doutu('search', '加班', '--limit', '4')).out)).toHaveLength(4)
  })

  it.each(['0', '-1', '1.5', '201', 'many', ''])('refuses --limit %j', async limit => {
    const { out, err, code } = await doutu('search', '加班', `--limit=${limit}`)
    expect([out, code]).toEqual(['', 2])
    expect(err).toMatch(/^--limit .*1 to 200\. [^\n]*\n$/)
  })

  it('demands words', async () => {
    const { out, err, code } = await doutu('search')
    expect([out, code]).toEqual(['', 2])
    expect(err).toMatch(/QUERY/)
  })
})

describe('explain and doctor', () => {
  it('explain --json carries all that is needed, in both languages', async () => {
    const [answer] = json((await doutu('explain', '--json', 'A: 又要加班', 'B: 我真的会谢')).out)
    expect(answer.decision).toMatchObject(decision)
    expect(Object.keys(answer.thresholdParts)).toEqual(['floor', 'quantile', 'level', 'refractory'])
    for (const locale of ['zh', 'en'])
      expect(answer.explanation[locale]).toEqual({ headline: expect.any(String), details: expect.any(Array) })
    expect(answer.explanation.zh.headline).toMatch(/\p{Script=Han}/u)
    expect(answer.explanation.en.headline).toMatch(/^(Held|Sent)/)
    expect(answer.candidates).toHaveLength(5)
  })

  it('explain needs something to explain', async () => {
    expect(await doutu('explain')).toMatchObject({ out: '', code: 2, err: expect.stringMatching(/no context/) })
  })

  it('doctor --json looks at everything and is content', async () => {
    const { out, code } = await doutu('doctor', '--json')
    const [report] = json(out)
    expect(report.findings.map(({ what }: { what: string }) => what)).toEqual(
      expect.arrayContaining(['versions', 'settings', 'database', 'model', 'index', 'fonts']),
    )
    expect(report.findings.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([])
    expect([report.ok, code]).toEqual([true, 0])
  })

  it('doctor says what is wrong and how to mend it, and ends with code 1', async () => {
    vi.stubEnv('EMBEDDING_MODEL', join(folder, 'no-model'))
    const { out, code } = await doutu('doctor', '--json')
    vi.stubEnv('EMBEDDING_MODEL', 'builtin')
    const [report] = json(out)
    const model = report.findings.find(({ what }: { what: string }) => what === 'model')
    expect(model).toMatchObject({ ok: false, says: expect.stringMatching(/no-model.*EMBEDDING_MODEL/) })
    expect([report.ok, code]).toEqual([false, 1])
  })

  it('a wrong setting is one sentence that names it, from every command', async () => {
    vi.stubEnv('SAMPLER_TEMPERATURE', 'warm')
    const { out, err, code } = await doutu('search', '加班')
    vi.stubEnv('SAMPLER_TEMPERATURE', '')
    expect([out, code]).toEqual(['', 1])
    expect(err).toMatch(/^Wrong setting: SAMPLER_TEMPERATURE [^\n]*\n$/)
  })

  it('a data folder that cannot be made is one sentence', async () => {
    vi.stubEnv('DATA_DIR', join(file('a-file', 'x'), 'data'))
    const { out, err, code } = await doutu('search', '加班')
    vi.stubEnv('DATA_DIR', dataFolder)
    expect([out, code]).toEqual(['', 1])
    expect(lines(err)).toHaveLength(1)
    expect(err).toMatch(/a-file/)
  })
})

describe('the command line as a whole', () => {
  it('--help of every command names it, its arguments and --json, without colours where there is no terminal', async () => {
    const { out } = await doutu('--help')
    const names = ['start', 'chat', 'match', 'search', 'explain', 'simulate', 'index', 'doctor']
    for (const name of names) {
      expect(out).toContain(name)
      const help = await doutu(name, '--help')
      expect(help.out).toMatch(new RegExp(`USAGE doutu ${name}`))
      expect(help.out).toContain('--json')
      expect(help).toMatchObject({ err: '', code: 0 })
      expect(help.out).not.toContain('\u001b')
    }
  })

  it('an unknown command is one sentence and code 2', async () => {
    const { out, err, code } = await doutu('dance')
    expect([out, code]).toEqual(['', 2])
    expect(err).toBe('Unknown command dance\nSee: doutu --help\n')
  })

  it('in a process of its own: stdout is data, a reader that stops early is no failure', async () => {
    const version = await spawned(folder, '', process.execPath, PROGRAM, '--version')
    expect(version).toMatchObject({ err: '', code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
    const many = Array.from({ length: 200 }, (_, id) => JSON.stringify({ id, turns: ['A: 又要加班'] })).join('\n')
    const script = '"$0" "$1" match --jsonl - | head -1'
    const early = await spawned(folder, many, 'bash', '-o', 'pipefail', '-c', script, process.execPath, PROGRAM)
    expect(json(early.out)).toHaveLength(1)
    expect(early).toMatchObject({ err: '', code: 0 })
  })
})
