import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Brain } from '../../src/brain.ts'
import { Conversations } from '../../src/conversations.ts'
import { DoutuError, describeError } from '../../src/errors.ts'
import type { Speaker } from '../words/speaker.ts'
import { guard, headers } from './access.ts'
import { Refusal, refuse } from './answer.ts'
import { Answers } from './chat/answers.ts'
import { PageListeners } from './chat/listeners.ts'
import { MAXIMUM_MESSAGE } from './chat/protocol.ts'
import { chatRoutes } from './chat/routes.ts'
import { compressed, memeRoutes, pageRoutes } from './static.ts'
import { makeWatch, type Watched } from './watch.ts'

/** Much more than any message, so that one that is too long is read to its end and gets its sentence. */
const BODY_BYTES = 1024 * 1024

/** What the page's server stands on. */
export interface WebParts {
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
export function makeWeb({ brain, speaker, token, quietMilliseconds, now, onError, watched = {} }: WebParts): {
  app: Hono
  conversations: Conversations
} {
  const listeners = new PageListeners()
  const answers = new Answers({
    speaker,
    listeners,
    onError,
    said: (...said) => conversations.said(...said),
  })
  const onDecision = answers.answer.bind(answers)
  const conversations = new Conversations(brain, { now, quietMilliseconds, onDecision, onError })

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
  chatRoutes(app, { conversations, listeners, speaks: answers.speaks.bind(answers) })
  memeRoutes(app, brain)
  pageRoutes(app)
  app.notFound(context => context.text('There is nothing here.\n', 404))
  return { app, conversations }
}
