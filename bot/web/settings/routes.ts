import type { Hono } from 'hono'
import { answer } from '../answer.ts'
import { readSettings, resetSettings, saveSettings } from './protocol.ts'
import type { PageSettings } from './settings.ts'

/** Reading, saving and resetting how the page's conversations decide. */
export function settingsRoutes(app: Hono, settings: PageSettings): void {
  answer(app, readSettings, () => settings.read())
  answer(app, saveSettings, given => settings.save(given))
  answer(app, resetSettings, () => settings.reset())
}
