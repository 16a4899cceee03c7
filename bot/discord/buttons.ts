import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
} from 'discord.js'
import type { Locale } from '../../src/pipeline/reasons.ts'
import { customId } from './custom-id.ts'

/** A row of buttons, menus or inputs. */
export const row = <T extends APIActionRowComponent<never>['components'][number] | object>(...components: T[]) => ({
  type: ComponentType.ActionRow as const,
  components,
})

/** A button that does something of the bot's. */
export function button(
  id: string,
  label: string,
  more: Partial<Pick<APIButtonComponentWithCustomId, 'style' | 'emoji' | 'disabled'>> = {},
): APIButtonComponent {
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    custom_id: id,
    ...(label ? { label: label.slice(0, 80) } : {}),
    ...more,
  } as APIButtonComponent
}

/** What is under every meme: 👍 👎 换一张, and a way to take it away for whom it answers. */
export function memeButtons(locale: Locale) {
  return [
    row(
      button(customId('up'), '', { emoji: { name: '👍' } }),
      button(customId('down'), '', { emoji: { name: '👎' } }),
      button(customId('another'), locale === 'zh' ? '换一张' : 'Another', { emoji: { name: '🔄' } }),
      button(customId('remove'), '', { emoji: { name: '🗑️' } }),
    ),
  ]
}
