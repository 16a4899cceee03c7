import { DiscordRefusal } from '../errors.ts'
import { attachmentPayload } from '../model/messages.ts'
import type { State } from '../model/state.ts'
import type { Attachment, Channel, Guild, Json } from '../model/types.ts'
import type { RestRequest, UploadedFile } from './context.ts'
import { imageSize } from './image-size.ts'

const MEBIBYTE = 2 ** 20
const LIMITS = [10, 10, 50, 100].map(size => size * MEBIBYTE)

/** Largest upload in bytes that a channel takes. */
export const uploadLimit = (guild: Guild | undefined): number => guild?.uploadLimit ?? LIMITS[guild?.premiumTier ?? 0]!

/**
 * Takes a request's files as attachments of a channel, and keeps of the old ones those that the request still lists.
 * @throws DiscordRefusal 40005 when the files are too large together, 50035 when a listed file was not sent
 */
export function takeUploads(
  state: State,
  channel: Channel,
  { files, json }: RestRequest,
  limit = uploadLimit(channel.guild),
  before: readonly Attachment[] = [],
): Attachment[] {
  if (files.reduce((sum, file) => sum + file.bytes.length, 0) > limit) throw new DiscordRefusal(40005)
  const listed = (json.attachments ?? undefined) as Json[] | undefined
  const kept = listed ? before.filter(({ id }) => listed.some(entry => String(entry.id) === id)) : [...before]
  for (const entry of listed ?? []) {
    const known = kept.some(({ id }) => id === String(entry.id))
    if (!known && !files.some(file => file.field === `files[${entry.id}]`)) {
      throw new DiscordRefusal(50035, `attachment ${entry.id} was not sent`)
    }
  }
  return [...kept, ...files.map(file => takeFile(state, channel, file, listed))]
}

function takeFile(state: State, channel: Channel, file: UploadedFile, listed: readonly Json[] | undefined): Attachment {
  const id = state.id()
  const index = /\d+/.exec(file.field)?.[0]
  const entry = listed?.find(found => String(found.id) === index)
  const name = (entry?.filename as string | undefined) ?? file.name
  const url = state.store(`/attachments/${channel.id}/${id}/${encodeURIComponent(name)}`, file)
  const size = imageSize(file.bytes)
  return {
    id,
    name,
    type: file.type,
    size: file.bytes.length,
    url,
    bytes: file.bytes,
    width: size?.width,
    height: size?.height,
    description: entry?.description as string | undefined,
  }
}

/** Embeds as Discord gives them back: `attachment://name` becomes the address of that attachment. */
export function showEmbeds(embeds: unknown, attachments: readonly Attachment[]): Json[] {
  const address = (url: string) => {
    const name = /^attachment:\/\/(.+)$/.exec(url)?.[1]
    return name ? (attachments.find(attachment => attachment.name === name)?.url ?? url) : url
  }
  const picture = (value: unknown) => ({ ...(value as Json), url: address((value as { url: string }).url) })
  return ((embeds ?? []) as Json[]).map(embed => ({
    ...embed,
    type: 'rich',
    ...(embed.image ? { image: picture(embed.image) } : {}),
    ...(embed.thumbnail ? { thumbnail: picture(embed.thumbnail) } : {}),
  }))
}

/** Components as Discord gives them back: every one numbered, media resolved. */
export function showComponents(components: unknown, attachments: readonly Attachment[]): Json[] {
  let number = 0
  const media = (value: Json): Json => {
    const name = /^attachment:\/\/(.+)$/.exec(String(value.url))?.[1]
    const found = attachments.find(attachment => attachment.name === name)
    return found ? { ...attachmentPayload(found), url: found.url } : { ...value, proxy_url: value.url }
  }
  const show = (component: Json): Json => {
    number += 1
    const id = number
    const select = typeof component.type === 'number' && [3, 5, 6, 7, 8].includes(component.type)
    return {
      ...component,
      id,
      ...(select ? { min_values: component.min_values ?? 1, max_values: component.max_values ?? 1 } : {}),
      ...(Array.isArray(component.components) ? { components: component.components.map(show) } : {}),
      ...(component.accessory ? { accessory: show(component.accessory as Json) } : {}),
      ...(component.media ? { media: media(component.media as Json) } : {}),
      ...(component.file ? { file: media(component.file as Json) } : {}),
      ...(Array.isArray(component.items)
        ? { items: component.items.map(item => ({ ...item, media: media(item.media) })) }
        : {}),
    }
  }
  return ((components ?? []) as Json[]).map(show)
}
