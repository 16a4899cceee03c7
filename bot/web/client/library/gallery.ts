import { batch, computed, signal } from '@preact/signals'
import type { z } from 'zod'
import { type CriteriaInput, type Item, listIds, listMemes, showOverview } from '../../library/protocol.ts'
import { call } from '../call.ts'

export type Overview = z.output<typeof showOverview.answer>

/** Memes that are fetched at once. */
const FETCHED = 120

/** What is looked for. */
export const criteria = signal<CriteriaInput>({})
/** How many memes that is; undefined until the first answer. */
export const total = signal<number | undefined>(undefined)
export const overview = signal<Overview | undefined>(undefined)
export const selected = signal<ReadonlySet<string>>(new Set())
/** What went wrong in fetching, if anything did. */
export const problem = signal<unknown>(undefined)

/** Grows whenever items have arrived: who shows them reads it. */
const arrived = signal(0)
let pages = new Map<number, readonly Item[]>()
let fetching = new Map<number, AbortController>()
/** Pages that are shown until their like has arrived. */
let stale = new Set<number>()

/** The item at a place of the list, or undefined while it is on its way. */
export function itemAt(index: number): Item | undefined {
  arrived.value
  return pages.get(Math.floor(index / FETCHED))?.[index % FETCHED]
}

/** All items that are at hand. */
export const known = computed(() => {
  arrived.value
  return [...pages.values()].flat()
})

/** Fetches what is missing of a range of places. */
export function want(from: number, to: number): void {
  const [first, last] = [Math.floor(Math.max(0, from) / FETCHED), Math.floor(Math.max(0, to) / FETCHED)]
  // What was scrolled past is not waited for.
  for (const [page, controller] of fetching) {
    if (page >= first - 1 && page <= last + 1) continue
    controller.abort()
    fetching.delete(page)
  }
  for (let page = first; page <= last; page += 1) {
    if ((!pages.has(page) || stale.has(page)) && !fetching.has(page)) void fetchPage(page)
  }
}

async function fetchPage(page: number): Promise<void> {
  const controller = new AbortController()
  const [asked, list] = [criteria.value, pages]
  fetching.set(page, controller)
  try {
    const input = { ...asked, offset: page * FETCHED, limit: FETCHED }
    const answer = await call(listMemes, input, controller.signal)
    // Another list was asked for meanwhile.
    if (pages !== list) return
    batch(() => {
      pages.set(page, answer.items)
      stale.delete(page)
      total.value = answer.total
      problem.value = undefined
      arrived.value += 1
    })
  } catch (error) {
    if (!controller.signal.aborted && pages === list) problem.value = error
  } finally {
    if (fetching.get(page) === controller) fetching.delete(page)
  }
}

/** Looks for something else: the list begins anew. */
export function lookFor(next: CriteriaInput): void {
  for (const controller of fetching.values()) controller.abort()
  batch(() => {
    pages = new Map()
    fetching = new Map()
    stale = new Set()
    criteria.value = next
    arrived.value += 1
  })
  want(0, FETCHED - 1)
}

/** Fetches anew what is shown, because memes have changed; until it is there the old is shown. */
export function refresh(from: number, to: number): void {
  for (const controller of fetching.values()) controller.abort()
  fetching = new Map()
  const [first, last] = [Math.floor(from / FETCHED), Math.floor(to / FETCHED)]
  // Out of sight nothing old is kept.
  const shown = [...pages].filter(([page]) => page >= first && page <= last)
  pages = new Map(shown)
  stale = new Set(pages.keys())
  arrived.value += 1
  want(from, to)
  void readOverview()
}

/** Reads what there is to filter by. */
export async function readOverview(): Promise<void> {
  overview.value = await call(showOverview, {}).catch(() => overview.value)
}

/** Selects or unselects one meme. */
export function toggle(id: string): void {
  const next = new Set(selected.value)
  if (!next.delete(id)) next.add(id)
  selected.value = next
}

/** Selects a run of the list, as far as it is at hand. */
export function selectRun(from: number, to: number): void {
  const next = new Set(selected.value)
  for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
    const item = itemAt(index)
    if (item) next.add(item.id)
  }
  selected.value = next
}

/** Selects everything that is looked for, at hand or not. */
export async function selectAll(): Promise<void> {
  const { ids } = await call(listIds, criteria.value)
  selected.value = new Set(ids)
}

export function selectNone(): void {
  selected.value = new Set()
}
