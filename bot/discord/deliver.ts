import { randomBytes } from 'node:crypto'
import type { Message, MessageCreateOptions } from 'discord.js'
import type { Brain } from '../../src/brain.ts'
import type { StoredMeme } from '../../src/schemas/meme.ts'
import type { Explanation, Origin } from '../../src/schemas/post.ts'
import { beginPost, finishPost, setPostStatus } from '../../src/storage/posts.ts'
import { memeButtons } from './buttons.ts'
import { plainLine } from './defuse.ts'
import { codeOf, isGone, isTooLarge } from './errors.ts'
import type { BotMetrics } from './metrics.ts'
import type { Place } from './places.ts'
import { UPLOAD_LIMITS, type Upload, type Uploads } from './upload.ts'

/** How often a refused size is halved before the next candidate has its turn. */
const HALVINGS = 2
const DESCRIPTION = 200

/** A meme that is to be sent. */
export interface Parcel {
  readonly place: Place
  /** The chosen meme, then those that may go in its place, best first. */
  readonly memes: readonly StoredMeme[]
  readonly origin: Origin
  /** Whom it answers, and who asked for it; empty for nobody. */
  readonly member: string
  readonly requester: string
  readonly replyTo?: string | undefined
  readonly explanation?: Explanation | undefined
  /** When the quiet time had ended, where the bot decided by itself. */
  readonly endedAt?: number
}

/** What became of a parcel. */
export type Delivery =
  | { readonly sent: true; readonly id: string; readonly message: Message; readonly meme: StoredMeme }
  | { readonly sent: false; readonly why: 'already-answered' | 'no-image' | 'gone' | 'failed' }

/** What delivering stands on. */
export interface DeliveryParts {
  readonly brain: Brain
  readonly uploads: Uploads
  readonly metrics: BotMetrics
  readonly now: () => number
  readonly onError: (error: unknown) => void
}

/**
 * Sends a meme as an attachment. It is noted before the upload begins, and the message carries the note's name as its nonce: a process
 * that is killed in between never sends it again. The note is finished by {@link confirmDelivery}, with the channel's state.
 */
export async function deliver(parts: DeliveryParts, parcel: Parcel): Promise<Delivery> {
  const { brain, metrics, now, onError } = parts
  const { place, memes, origin, member, requester, replyTo, explanation } = parcel
  const id = randomBytes(15).toString('base64url')
  const noted = beginPost(brain.database, {
    id,
    guild: place.guild,
    channel: place.key,
    meme: memes[0]!.id,
    origin,
    answers: origin === 'policy' ? replyTo : undefined,
    member,
    requester,
    explanation,
    at: now(),
  })
  if (!noted) return { sent: false, why: 'already-answered' }
  try {
    for (const meme of memes) {
      const message = await send(parts, parcel, meme, id)
      if (message) return { sent: true, id, message, meme }
    }
    metrics.failed('no-image')
    setPostStatus(brain.database, id, 'failed')
    return { sent: false, why: 'no-image' }
  } catch (error) {
    metrics.failed(codeOf(error))
    onError(error)
    setPostStatus(brain.database, id, 'failed')
    return { sent: false, why: isGone(error) ? 'gone' : 'failed' }
  }
}

/** What is written when a meme has arrived; to be run in the transaction that changes the channel's state. */
export function confirmDelivery(brain: Brain, { id, meme, message }: Delivery & { sent: true }): () => void {
  return () => finishPost(brain.database, id, meme.id, message.id)
}

/** One meme, smaller and smaller until it is taken; undefined where it never is. */
async function send(
  { brain, uploads, metrics, now }: DeliveryParts,
  { place, replyTo, endedAt }: Parcel,
  meme: StoredMeme,
  id: string,
): Promise<Message | undefined> {
  const path = brain.meme(meme.id)?.path
  if (!path) return undefined
  let limit = uploadLimit(place)
  for (let attempt = 0; attempt <= HALVINGS; attempt += 1) {
    const upload = await uploads.fit(meme, path, limit)
    if (!upload) return undefined
    try {
      metrics.uploading(endedAt === undefined ? undefined : (now() - endedAt) / 1000)
      return await place.channel.send(messageOf(place, meme, upload, id, replyTo))
    } catch (error) {
      if (!isTooLarge(error)) throw error
      limit = Math.floor(upload.bytes.length / 2)
    }
  }
  return undefined
}

/** The largest attachment that a place takes, in bytes. */
export function uploadLimit({ channel }: Pick<Place, 'channel'>): number {
  return UPLOAD_LIMITS[channel.isDMBased() ? 0 : channel.guild.premiumTier] ?? UPLOAD_LIMITS[0]!
}

/** The attachment of a meme; its name carries the post's, by which it is found again after a crash. */
export function attachmentOf(meme: StoredMeme, { bytes, extension }: Upload, id: string) {
  return { attachment: bytes, name: `doutu-${id}.${extension}`, description: plainLine(meme.caption, DESCRIPTION) }
}

function messageOf(
  place: Place,
  meme: StoredMeme,
  upload: Upload,
  id: string,
  replyTo: string | undefined,
): MessageCreateOptions {
  return {
    files: [attachmentOf(meme, upload, id)],
    components: memeButtons(place.locale),
    allowedMentions: { parse: [], repliedUser: false },
    nonce: id,
    enforceNonce: true,
    ...(replyTo ? { reply: { messageReference: replyTo, failIfNotExists: false } } : {}),
  }
}
