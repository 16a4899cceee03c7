import type { Json, Message } from '../model/types.ts'

/** What names a component: its label, emoji or custom id, or a test on it. */
export type Picker = string | ((component: Json) => boolean)

/** All components of a message or modal, however deep. */
export function componentsOf(from: { readonly components?: unknown }): Json[] {
  const inner = (value: unknown): Json[] => {
    if (!Array.isArray(value)) return []
    return value.flatMap((component: Json) => [
      component,
      ...inner(component.components),
      ...inner(component.accessory ? [component.accessory] : []),
      ...inner(component.component ? [component.component] : []),
    ])
  }
  return inner(from.components)
}

/** The component that is meant. @throws Error with what there is, when there is none or it is greyed out */
export function pick(message: Message, wanted: Picker, types: readonly number[]): Json {
  const all = componentsOf(message).filter(({ type }) => types.includes(type as number))
  const meant =
    typeof wanted === 'function'
      ? wanted
      : ({ custom_id, label, emoji }: Json) =>
          [
            custom_id,
            label,
            (emoji as Json | undefined)?.name,
            [(emoji as Json | undefined)?.name, label].join(' '),
          ].includes(wanted)
  const found = all.find(meant)
  if (!found) {
    const there = all.map(({ label, custom_id, emoji }) => label ?? (emoji as Json | undefined)?.name ?? custom_id)
    throw new Error(`The message has no ${wanted}; it has: ${there.join(', ') || 'nothing'}.`)
  }
  if (found.disabled) throw new Error(`${wanted} is greyed out.`)
  if (found.custom_id === undefined) throw new Error(`${wanted} is a link.`)
  return found
}

/** A modal's components as Discord sends them back: the given fields over what was filled in already. */
export function submission(modal: Json, fields: Readonly<Record<string, string | readonly string[]>>): Json[] {
  const inputs = componentsOf(modal).filter(({ custom_id }) => custom_id !== undefined)
  for (const name of Object.keys(fields)) {
    if (!inputs.some(({ custom_id }) => custom_id === name)) {
      throw new Error(`The modal has no field ${name}; it has: ${inputs.map(({ custom_id }) => custom_id).join(', ')}.`)
    }
  }
  const fill = (component: Json): Json => {
    const { type, id = 1, custom_id } = component
    if (Array.isArray(component.components)) return { type, id, components: component.components.map(fill) }
    if (component.component) return { type, id, component: fill(component.component as Json) }
    const given = fields[custom_id as string]
    if (type !== 4) return { type, id, custom_id, values: given === undefined ? [] : [given].flat() }
    const value = given ?? component.value ?? ''
    if (typeof value !== 'string') throw new Error(`${custom_id} takes one text.`)
    const long = [...value].length
    if (component.required !== false && long === 0) throw new Error(`${custom_id} must be filled in.`)
    if (long > Number(component.max_length ?? 4000))
      throw new Error(`${custom_id} takes ${component.max_length} characters.`)
    if (long > 0 && long < Number(component.min_length ?? 0))
      throw new Error(`${custom_id} needs ${component.min_length} characters.`)
    return { type, id, custom_id, value }
  }
  return (modal.components as Json[]).map(fill)
}
