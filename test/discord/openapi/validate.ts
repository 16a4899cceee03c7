import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { OPERATIONS, type Operation, partsOf } from '../operations.ts'
import type { Description } from './trim.ts'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema?: { readonly type?: string; readonly $ref?: string }
}

/** What a client sent, as far as the description has a say. */
export interface SentRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Media type of the body, or undefined without one. */
  readonly media: string | undefined
  /** The JSON body, or `payload_json` of a multipart one. */
  readonly json: unknown
  /** Names of the files' fields. */
  readonly files: readonly string[]
}

/** The trimmed description that lies beside this file: Discord's, MIT (see README.md). */
export const readDescription = (): Description =>
  JSON.parse(readFileSync(new URL('description.json', import.meta.url), 'utf8'))

/** Checks requests and answers against Discord's OpenAPI description; each check gives the faults, none if it is sound. */
export class Validator {
  private readonly ajv = new Ajv2020({ strict: false, validateFormats: true, validateSchema: false })
  private readonly compiled = new Map<string, ValidateFunction>()
  private readonly known = new Set<string>(OPERATIONS)

  constructor(private readonly description: Description = readDescription()) {
    const formats = addFormats.default
    formats(this.ajv)
    this.ajv.addFormat('snowflake', /^(0|[1-9]\d{0,19})$/)
    this.ajv.addFormat('nonce', true)
    this.ajv.addSchema(description, 'discord')
  }

  request(operation: Operation, sent: SentRequest): string[] {
    if (!this.known.has(operation)) return [`${operation} is not an operation of Discord`]
    const entry = this.operation(operation)
    return [...this.parameters(operation, sent), ...this.body(operation, entry.requestBody, sent)]
  }

  /** `body` is undefined for an answer without one. Answers of 500 and more are outside the description. */
  answer(operation: Operation, status: number, body: unknown): string[] {
    if (status >= 500) return []
    const { responses } = this.operation(operation)
    const name = [String(status), status >= 400 ? '4XX' : ''].find(key => key in responses)
    if (!name) return [`${operation} answers ${status}, which is not described`]
    const entry = responses[name]!
    const place = entry.$ref
      ? entry.$ref.slice(1)
      : pointer('paths', partsOf(operation).path, partsOf(operation).method.toLowerCase(), 'responses', name)
    const content = entry.$ref ? this.description.components.responses![entry.$ref.split('/')[3]!] : entry
    const described = 'application/json' in ((content as { content?: object }).content ?? {})
    if (!described) return body === undefined ? [] : [`${operation} answers ${status} with a body`]
    return this.check(
      `${place}${pointer('content', 'application/json', 'schema')}`,
      body,
      `answer ${status} of ${operation}`,
    )
  }

  private operation(operation: Operation) {
    const { method, path } = partsOf(operation)
    return this.description.paths[path]![method.toLowerCase()] as {
      parameters?: Parameter[]
      requestBody?: { required?: boolean; content: Record<string, { schema: unknown }> }
      responses: Record<string, { $ref?: string }>
    }
  }

  private parameters(operation: Operation, sent: SentRequest): string[] {
    const { method, path } = partsOf(operation)
    const shared = (this.description.paths[path]!.parameters ?? []) as Parameter[]
    const own = this.operation(operation).parameters ?? []
    const places = [
      ...shared.map((parameter, index) => ({ parameter, place: pointer('paths', path, 'parameters', String(index)) })),
      ...own.map((parameter, index) => ({
        parameter,
        place: pointer('paths', path, method.toLowerCase(), 'parameters', String(index)),
      })),
    ]
    const faults = Object.keys(sent.query)
      .filter(name => !places.some(({ parameter }) => parameter.in === 'query' && parameter.name === name))
      .map(name => `${operation} has no query parameter ${name}`)
    for (const { parameter, place } of places) {
      const text = (parameter.in === 'path' ? sent.params : sent.query)[parameter.name]
      if (text === undefined) {
        if (parameter.required && parameter.in !== 'header') faults.push(`${operation} lacks ${parameter.name}`)
      } else if (parameter.schema) {
        const value = this.read(text, parameter.schema)
        faults.push(...this.check(`${place}/schema`, value, `${parameter.name} of ${operation}`))
      }
    }
    return faults
  }

  /** A parameter's text as the type that its schema names. */
  private read(text: string, schema: NonNullable<Parameter['schema']>): unknown {
    if (schema.type === 'integer' || schema.type === 'number') return Number(text)
    if (schema.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
    return text
  }

  private body(
    operation: Operation,
    described: { required?: boolean; content: Record<string, unknown> } | undefined,
    sent: SentRequest,
  ): string[] {
    if (!described) return sent.media ? [`${operation} takes no body`] : []
    if (!sent.media) return described.required ? [`${operation} lacks a body`] : []
    if (!(sent.media in described.content)) return [`${operation} does not take ${sent.media}`]
    const { method, path } = partsOf(operation)
    const place = pointer('paths', path, method.toLowerCase(), 'requestBody', 'content', sent.media, 'schema')
    return [
      ...this.check(place, sent.json, `body of ${operation}`),
      ...sent.files.filter(name => !/^files\[\d\]$/.test(name)).map(name => `${operation} has no file field ${name}`),
    ]
  }

  private check(place: string, value: unknown, what: string): string[] {
    let validate = this.compiled.get(place)
    if (!validate) {
      validate = this.ajv.compile({ $ref: `discord#${place}` })
      this.compiled.set(place, validate)
    }
    if (validate(value)) return []
    // Of the alternatives that a value could have been, the one that was followed deepest says what is wrong with it.
    const depth = (path: string) => path.split('/').length
    const errors = [...(validate.errors ?? [])].sort((a, b) => depth(b.instancePath) - depth(a.instancePath))
    const told = errors.map(error => `${what}: ${error.instancePath || '/'} ${error.message}`)
    return [...new Set(told)].slice(0, 4)
  }
}

/** A JSON pointer, escaped for use in a URI fragment. */
const pointer = (...parts: string[]): string =>
  parts.map(part => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')
