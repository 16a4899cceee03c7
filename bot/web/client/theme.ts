import { effect, signal } from '@preact/signals'
import { store, stored } from './storage.ts'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const remembered = THEMES.find(theme => theme === stored('theme'))
const prefersDark = matchMedia('(prefers-color-scheme: dark)')
const systemDark = signal(prefersDark.matches)
prefersDark.addEventListener('change', event => {
  systemDark.value = event.matches
})

/** What a person chose: light, dark, or whatever the system says. */
export const theme = signal<Theme>(remembered ?? 'auto')

/** Whether the page is dark now; for what CSS cannot reach, such as charts. */
export const isDark = () => theme.value === 'dark' || (theme.value === 'auto' && systemDark.value)

effect(() => {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light'
})

/** Changes the theme, and remembers it. */
export function chooseTheme(next: Theme): void {
  theme.value = next
  store('theme', next === 'auto' ? undefined : next)
}
