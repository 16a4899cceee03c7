import { parseArgs } from 'node:util'
import type { ArgDef, ArgsDef, PositionalArgDef } from 'citty'
import { DoutuError } from '../errors.ts'

/**
 * Refuses an option that a command does not have: a misspelt one would otherwise be passed over in silence.
 * @param args the command's own definitions
 * @param rawArgs what follows the command's name
 * @throws DoutuError `bad-input` that names the option, and the nearest one that there is
 */
export function refuseUnknownOptions(args: ArgsDef, rawArgs: readonly string[]): void {
  const options: Record<string, { type: 'boolean' | 'string'; short?: string }> = {}
  for (const [name, definition] of Object.entries(args)) {
    if (!isOption(definition)) continue
    const aliases = [definition.alias ?? []].flat()
    const type = definition.type === 'boolean' ? 'boolean' : 'string'
    for (const long of [name, kebab(name), ...aliases.filter(alias => alias.length > 1)]) {
      options[long] = { type }
      if (type === 'boolean') options[`no-${long}`] = { type }
    }
    const short = aliases.find(alias => alias.length === 1)
    if (short !== undefined) options[name] = { type, short }
  }
  try {
    parseArgs({ args: [...rawArgs], options, allowPositionals: true, strict: true })
  } catch (error) {
    if (!(error instanceof TypeError && 'code' in error && error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')) return
    const unknown = /'(--?[^'\s]+)/.exec(error.message)?.[1] ?? rawArgs.join(' ')
    const names = Object.keys(args).filter(name => args[name]?.type !== 'positional')
    throw new DoutuError('bad-input', `There is no option ${unknown}.`, hint(unknown, names), error)
  }
}

const isOption = (definition: ArgDef): definition is Exclude<ArgDef, PositionalArgDef> =>
  definition.type !== 'positional'

const kebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

function hint(unknown: string, names: readonly string[]): string {
  const nearest = [...names].sort(
    (one, two) => edits(unknown, `--${kebab(one)}`) - edits(unknown, `--${kebab(two)}`),
  )[0]
  const close = nearest !== undefined && edits(unknown, `--${kebab(nearest)}`) <= 3
  return close ? `Did you mean --${kebab(nearest)}?` : 'See the options with --help.'
}

/** Levenshtein's distance: insertions, deletions and substitutions that lead from one word to the other. */
export function edits(one: string, two: string): number {
  let row = Array.from({ length: two.length + 1 }, (_, at) => at)
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1]
    for (const [at, other] of [...two].entries())
      next.push(Math.min((next[at] ?? 0) + 1, (row[at + 1] ?? 0) + 1, (row[at] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row.at(-1) ?? 0
}
