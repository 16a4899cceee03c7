import { OPERATIONS, partsOf } from '../operations.ts'

// Run as a program, this makes description.json: node --import tsx test/discord/openapi/trim.ts < discord-openapi.json

/** The little that is needed to know of an OpenAPI document. */
export interface Description {
  readonly openapi: string
  readonly info: unknown
  readonly paths: Record<string, Record<string, unknown>>
  readonly components: Record<string, Record<string, unknown>>
}

/**
 * The parts of a description that the operations of the fake stand on: those operations, the parameters that they share,
 * and every component that is reachable from them, unchanged.
 * @throws Error when an operation is not in the description
 */
export function trim(full: Description): Description {
  const paths: Description['paths'] = {}
  for (const operation of OPERATIONS) {
    const { method, path } = partsOf(operation)
    const found = full.paths[path]?.[method.toLowerCase()]
    if (!found) throw new Error(`The description has no operation ${operation}.`)
    const { parameters } = full.paths[path]!
    paths[path] = { ...paths[path], ...(parameters ? { parameters } : {}), [method.toLowerCase()]: found }
  }
  return { openapi: full.openapi, info: full.info, paths, components: reachable(paths, full) }
}

function reachable(from: unknown, full: Description): Description['components'] {
  const components: Description['components'] = {}
  const waiting = [...references(from)]
  for (let reference = waiting.pop(); reference; reference = waiting.pop()) {
    const [, , kind, name] = reference.split('/') as [string, string, string, string]
    components[kind] ??= {}
    if (name in components[kind]) continue
    const component = full.components[kind]?.[name]
    if (component === undefined) throw new Error(`The description has no ${reference}.`)
    components[kind][name] = component
    waiting.push(...references(component))
  }
  return sorted(components)
}

function* references(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (key === '$ref' && typeof inner === 'string') yield inner
    else yield* references(inner)
  }
}

function sorted(components: Description['components']): Description['components'] {
  const byName = <T>(record: Record<string, T>) =>
    Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
  return byName(Object.fromEntries(Object.entries(components).map(([kind, inner]) => [kind, byName(inner)])))
}

if (process.argv[1]?.endsWith('trim.ts')) {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  process.stdout.write(`${JSON.stringify(trim(JSON.parse(Buffer.concat(chunks).toString())))}\n`)
}
