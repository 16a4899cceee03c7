import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineCommand } from 'citty'
import type { Config } from '../config/load.ts'
import { describeError } from '../errors.ts'
import { print, readConfig } from './context.ts'

/** One thing that was looked at: how it is, and how to mend it where it is wrong. */
interface Finding {
  readonly what: string
  readonly ok: boolean
  readonly says: string
}

export default defineCommand({
  meta: {
    name: 'doctor',
    description: '检查环境 | Versions, settings, model, index, database, fonts: what is wrong and how to mend it',
  },
  args: { json: { type: 'boolean', description: 'Print JSON' } },
  async run({ args }) {
    const findings = await examine()
    if (args.json) print(JSON.stringify({ ok: findings.every(finding => finding.ok), findings }))
    else for (const { what, ok, says } of findings) print(`${ok ? '✓' : '✗'} ${what}: ${says}`)
    if (findings.some(finding => !finding.ok)) process.exitCode = 1
  },
})

async function examine(): Promise<Finding[]> {
  const findings: Finding[] = [versions()]
  const config = await look(findings, 'settings', () => {
    const read = readConfig()
    return {
      value: read,
      says: `data in ${read.dataFolder}, target rate ${read.TARGET_RATE}, floor ${read.SCORE_FLOOR}, minimum gap ${read.MINIMUM_GAP}`,
    }
  })
  if (!config) return findings
  await examineStores(findings, config)
  findings.push(fonts(), words(config), discord(config))
  return findings
}

async function examineStores(findings: Finding[], config: Config): Promise<void> {
  const { openDatabase } = await import('../storage/database.ts')
  const { loadEncoder } = await import('../models/transformers-encoder.ts')
  const database = await look(findings, 'database', async () => {
    const opened = await openDatabase(config.dataFolder)
    const check = opened.driver.pragma('quick_check', { simple: true })
    if (check !== 'ok') throw new Error(`${opened.path} is damaged (${String(check)}); move it aside and start again`)
    return {
      value: opened,
      says: `${opened.path}, SQLite ${String(opened.driver.prepare('SELECT sqlite_version()').pluck().get())}`,
    }
  })
  const encoder = await look(findings, 'model', async () => {
    const loaded = await loadEncoder(config)
    return { value: loaded, says: `${loaded.id}, revision ${loaded.revision}, ${loaded.dimension} dimensions` }
  })
  if (database && encoder) {
    await look(findings, 'index', async () => {
      const { seedStarter } = await import('../../library/seed.ts')
      const { verifyIndex } = await import('../../indexer/verify.ts')
      await seedStarter(database, Date.now())
      const report = await verifyIndex(config, database, encoder)
      if (!report.sound) throw new Error(`${report.problems.join(' ')} Mend it with: npm run index`)
      return { value: report, says: `${report.memes} memes, recall@10 ${report.recallAt10?.toFixed(3)}` }
    })
  }
  await encoder?.dispose()
  await database?.close()
}

async function look<T>(
  findings: Finding[],
  what: string,
  examineIt: () => { value: T; says: string } | Promise<{ value: T; says: string }>,
): Promise<T | undefined> {
  try {
    const { value, says } = await examineIt()
    findings.push({ what, ok: true, says })
    return value
  } catch (error) {
    findings.push({ what, ok: false, says: describeError(error) })
    return undefined
  }
}

function versions(): Finding {
  const version = (name: string) => {
    const path = fileURLToPath(new URL(`../../node_modules/${name}/package.json`, import.meta.url))
    return existsSync(path)
      ? `${name} ${(JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version}`
      : `${name} missing`
  }
  const packages = [
    '@huggingface/transformers',
    'hnswlib-node',
    Number(process.versions.node.split('.')[0]) >= 22 ? 'better-sqlite3-node22' : 'better-sqlite3',
    'sharp',
  ].map(version)
  const ok = Number(process.versions.node.split('.')[0]) >= 20 && !packages.some(name => name.endsWith('missing'))
  return {
    what: 'versions',
    ok,
    says: `Node ${process.version}, ${packages.join(', ')}${ok ? '' : '. Mend it with: npm ci'}`,
  }
}

// Only the drawing of memes needs fonts; a bot that merely sends them does not.
function fonts(): Finding {
  const folder = fileURLToPath(new URL('../../node_modules/@expo-google-fonts/zcool-kuaile', import.meta.url))
  return {
    what: 'fonts',
    ok: true,
    says: existsSync(folder)
      ? 'Chinese fonts for drawing memes are installed'
      : 'none for drawing memes (only `doutu library render` needs them; npm ci brings them)',
  }
}

function discord(config: Config): Finding {
  const says = config.DISCORD_TOKEN
    ? `a token is set, REST at ${config.DISCORD_API_URL}; in a server /meme doctor looks at the permissions`
    : 'none (set DISCORD_TOKEN for the Discord bot)'
  return { what: 'discord', ok: true, says }
}

function words(config: Config): Finding {
  const says =
    config.LLM_BASE_URL && config.LLM_MODEL
      ? `${config.LLM_MODEL} at ${config.LLM_BASE_URL}`
      : 'the offline bank (set LLM_BASE_URL and LLM_MODEL for a language model)'
  return { what: 'words', ok: true, says }
}
