import { effect, signal } from '@preact/signals'
import type { Locale } from '../../../src/pipeline/reasons.ts'
import { store, stored } from './storage.ts'

const chosen = stored('locale')

/** The language of the page: what was chosen here before, else the browser's. */
export const locale = signal<Locale>(
  chosen === 'zh' || chosen === 'en' ? chosen : navigator.language.startsWith('zh') ? 'zh' : 'en',
)

effect(() => {
  document.documentElement.lang = locale.value === 'zh' ? 'zh-CN' : 'en'
})

/** Changes the language, and remembers it. */
export function chooseLocale(next: Locale): void {
  locale.value = next
  store('locale', next)
}

/** The words of one view, in both languages and of one shape. */
export type Words<Table> = Readonly<Record<Locale, Table>>

/** Defines the words of a view; the compiler refuses a language that lacks one. */
export function defineWords<Table>(zh: Table, en: NoInfer<Table>): Words<Table> {
  return { zh, en }
}

/** The words in the language of the page; a component that calls it follows a change. */
export function say<Table>(words: Words<Table>): Table {
  return words[locale.value]
}
