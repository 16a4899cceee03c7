import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Brain } from '../../src/brain.ts'
import type { Config } from '../../src/config/load.ts'
import { Conversations } from '../../src/conversations.ts'
import { DoutuError, describeError } from '../../src/errors.ts'
import { freshChannel } from '../../src/schemas/channel.ts'
import { readChannel, saveChannel } from '../../src/storage/channels.ts'
import type { Speaker } from '../words/speaker.ts'
import { guard, headers } from './access.ts'
import { Refusal, refuse } from './answer.ts'
import { Answers } from './chat/answers.ts'
import { PageListeners } from './chat/listeners.ts'
import { MAXIMUM_MESSAGE } from './chat/protocol.ts'
import { chatRoutes } from './chat/routes.ts'
import { compareRoutes } from './compare/routes.ts'
import { libraryRoutes } from './library/routes.ts'
import { settingsRoutes } from './settings/routes.ts'
import { PageSettings } from './settings/settings.ts'
import { compressed, memeRoutes, pageRoutes } from './static.ts'
import { makeWatch, type Watched } from './watch.ts'
import { whatIfRoutes } from './whatif/routes.ts'

/** Much more than any message, so that one that is too long is read to its end and gets its sentence. */
const BODY_BYTES = 1024 * 1024

/** What the page's server stands on. */
export interface WebParts {
  readonly config: Config
  readonly brain: Brain
  readonly speaker: Speaker
  readonly token: string
  readonly quietMilliseconds: number
  readonly now: () => number
  readonly onError: (error: unknown) => void
  /** What else is running beside the page, for health checks and metrics. */
  readonly watched?: Omit<Watched, 'memes'>
}

/** The page's server: the built client, one stream of events per conversation, and a few small requests. */
export function makeWeb({ config, brain, speaker, token, quietMilliseconds, now, onError, watched = {} }: WebParts): {
  app: Hono
  conversations: Conversations
} {
  const listeners = new PageListeners()
  const answers = new Answers({
    speaker,
    listeners,
    onError,
    isDelivered: (channel, decision) => conversations.record(channel, decision)?.delivered ?? false,
    said: (...said) => conversations.said(...said),
  })
  const settings = new PageSettings(brain)
  const onDecision = answers.answer.bind(answers)
  const terms = () => settings.terms()
  const conversations: Conversations = new Conversations(brain, { now, quietMilliseconds, onDecision, onError, terms })

  const app = new Hono()
  app.route('/', makeWatch({ ...watched, memes: () => brain.library().byId.size }, token))
  app.use(headers())
  app.use(guard(token))
  app.use(compressed())
  const tooLong = new Refusal(413, 'too-long', `A message has at most ${MAXIMUM_MESSAGE} characters.`)
  app.use('/api/*', bodyLimit({ maxSize: BODY_BYTES, onError: context => refuse(context, tooLong) }))
  app.onError((error, context) => {
    if (error instanceof Refusal) return refuse(context, error)
    if (error instanceof DoutuError) return context.json({ code: error.code, message: describeError(error) }, 422)
    onError(error)
    return context.json({ code: 'failed', message: describeError(error) }, 500)
  })
  const forget = (channel: string) => saveChannel(brain.database, channel, freshChannel(), now())
  const messages = (channel: string) => {
    const state = readChannel(brain.database, channel)
    return state.messages + state.gated
  }
  chatRoutes(app, { conversations, listeners, answers, now, messages, forget })
  settingsRoutes(app, settings)
  whatIfRoutes(app, brain)
  libraryRoutes(app, { brain, dataFolder: config.dataFolder, now })
  compareRoutes(app, { brain, config, settings, now })
  memeRoutes(app, brain)
  pageRoutes(app)
  app.notFound(context => context.text('There is nothing here.\n', 404))
  return { app, conversations }
}
