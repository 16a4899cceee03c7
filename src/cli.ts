import { stripVTControlCharacters } from 'node:util'
import { type CommandDef, defineCommand, renderUsage, runCommand } from 'citty'
import { refuseUnknownOptions } from './cli/options.ts'
import { DoutuError, describeError } from './errors.ts'

const command =
  <T>(load: () => Promise<{ default: T }>) =>
  () =>
    load().then(module => module.default)

/** The whole command line; every command is loaded only when it is called. */
const main = defineCommand({
  meta: {
    name: 'doutu',
    version: '0.1.0',
    description:
      '斗图：知道什么时候该发表情、发哪张 | A chat bot that knows when a meme is the right reply, and which one',
  },
  subCommands: {
    start: command(() => import('../bot/web/start.ts')),
    discord: command(() => import('../bot/discord/command.ts')),
    chat: command(() => import('./cli/chat.ts')),
    match: command(() => import('./cli/match.ts')),
    search: command(() => import('./cli/search.ts')),
    explain: command(() => import('./cli/explain.ts')),
    simulate: command(() => import('./cli/simulate.ts')),
    index: command(() => import('../indexer/command.ts')),
    bench: command(() => import('../indexer/bench.ts')),
    'train-gate': command(() => import('./pipeline/gate/training/command.ts')),
    'learn-weights': command(() => import('../indexer/learn-weights.ts')),
    evaluate: command(() => import('../indexer/evaluate/command.ts')),
    library: command(() => import('../library/command.ts')),
    dialogues: command(() => import('../dialogues/commands/command.ts')),
    doctor: command(() => import('./cli/doctor.ts')),
  },
})

/** Runs the command line; a failure is one sentence and what to do, and the exit code 1 (2 for a wrong call). */
export async function run(rawArgs: string[]): Promise<void> {
  if (!process.stdout.listeners('error').includes(whenUnread)) process.stdout.on('error', whenUnread)
  try {
    if (rawArgs.length === 1 && /^(--version|-v)$/.test(rawArgs[0]!)) process.stdout.write('0.1.0\n')
    else if (rawArgs.length === 0 || rawArgs.includes('--help') || rawArgs.includes('-h')) await showHelp(rawArgs)
    else {
      await checkOptions(rawArgs)
      await runCommand(main, { rawArgs })
    }
  } catch (error) {
    write(process.stderr, describeError(error))
    if (isUsageError(error)) write(process.stderr, 'See: doutu --help')
    process.exitCode = isUsageError(error) || (error instanceof DoutuError && error.code === 'bad-input') ? 2 : 1
  }
}

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
function whenUnread(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
}

/** Usage of the innermost command that the arguments name. */
async function showHelp(rawArgs: readonly string[]): Promise<void> {
  const { command: named, parent } = await innermost(rawArgs.filter(argument => !argument.startsWith('-')))
  write(process.stdout, await renderUsage(named, parent))
}

/** @throws DoutuError `bad-input` for an option that the named command does not have */
async function checkOptions(rawArgs: readonly string[]): Promise<void> {
  const { command: named, depth } = await innermost(rawArgs)
  const children = await resolve(named.subCommands)
  if (!children) refuseUnknownOptions((await resolve(named.args)) ?? {}, rawArgs.slice(depth))
}

/** The innermost command that the words name, the one around it, and how many words name it. */
async function innermost(
  words: readonly string[],
): Promise<{ command: CommandDef; parent: CommandDef | undefined; depth: number }> {
  let current: CommandDef = main
  let parent: CommandDef | undefined
  let depth = 0
  for (const name of words) {
    const children = (await resolve(current.subCommands)) ?? {}
    const child = Object.hasOwn(children, name) ? await resolve(children[name]) : undefined
    if (!child) break
    parent = current
    current = child
    depth += 1
  }
  return { command: current, parent, depth }
}

/** Writes a line; colours are for terminals only. */
function write(stream: NodeJS.WriteStream, line: string): void {
  stream.write(`${stream.isTTY ? line : stripVTControlCharacters(line)}\n`)
}

async function resolve<T>(value: T | (() => T | Promise<T>) | Promise<T> | undefined): Promise<T | undefined> {
  return typeof value === 'function' ? (value as () => T | Promise<T>)() : value
}

const isUsageError = (error: unknown) => error instanceof Error && error.name === 'CLIError'
