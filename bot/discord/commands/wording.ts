import type { LocalizationMap } from 'discord.js'
import { Converter } from 'opencc-js/cn2t'
import type { Locale } from '../../../src/pipeline/reasons.ts'

const traditional = Converter({ from: 'cn', to: 'twp' })

const chinese = (zh: string): LocalizationMap => ({ 'zh-CN': zh, 'zh-TW': traditional(zh) })

/** A command's or option's name: English, and Chinese for those who see Discord in Chinese. */
export function named(en: string, zh: string) {
  return { name: en, name_localizations: chinese(zh) }
}

export function described(en: string, zh: string) {
  return { description: en, description_localizations: chinese(zh) }
}

/** A choice of an option. */
export function choice<Value extends string | number>(value: Value, en: string, zh: string) {
  return { ...named(en, zh), value }
}

/** Picks the words of a language. */
export const inLocale =
  (locale: Locale) =>
  (zh: string, en: string): string =>
    locale === 'zh' ? zh : en
