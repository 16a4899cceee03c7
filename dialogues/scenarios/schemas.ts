import { z } from 'zod'

/** What a person does with an utterance (dialogue acts, after ISO 24617-2, cut down to what chats need). */
export const ACTS = [
  'greet',
  'share',
  'complain',
  'ask',
  'answer',
  'explain',
  'agree',
  'disagree',
  'suggest',
  'accept',
  'refuse',
  'comfort',
  'encourage',
  'praise',
  'thank',
  'apologize',
  'tease',
  'joke',
  'boast',
  'invite',
  'plan',
  'promise',
  'request',
  'exclaim',
  'remind',
  'bye',
] as const
export const actSchema = z.enum(ACTS)
export type Act = z.infer<typeof actSchema>

/** The basic emotions; the first word of every `emotion` is one of these, finer words may follow it. */
export const EMOTIONS = [
  '开心',
  '得意',
  '期待',
  '感动',
  '平静',
  '好奇',
  '惊讶',
  '好笑',
  '无奈',
  '疲惫',
  '委屈',
  '难过',
  '担心',
  '生气',
  '尴尬',
  '心虚',
  '羡慕',
  '嫌弃',
] as const
export type Emotion = (typeof EMOTIONS)[number]

/** What fills a person's days; scenes ask for it where it matters. */
export const LIVES = ['student', 'office', 'service', 'trade', 'freelance', 'home', 'retired'] as const
export const lifeSchema = z.enum(LIVES)

/** How a person tends to answer; branches of a scene may prefer some tempers. */
export const TEMPERS = ['gentle', 'playful', 'blunt', 'anxious', 'calm', 'proud'] as const
export const temperSchema = z.enum(TEMPERS)
export type Temper = z.infer<typeof temperSchema>

const shortText = z.string().trim().min(2).max(80)

const identifier = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens')

/** `疲惫、认命`: a basic emotion, then up to three finer words. */
export const emotionSchema = z
  .string()
  .refine(value => EMOTIONS.some(name => value.split('、')[0] === name), {
    message: `the first word must be one of ${EMOTIONS.join(' ')}`,
  })
  .refine(value => value.split('、').length <= 4, { message: 'at most four words' })

/** How somebody writes in chats; applied to neutral utterances by code, and told to language models in words. */
export const styleSchema = z.object({
  register: z.enum(['casual', 'plain', 'polite']),
  /** Sentence-final particles that this person likes. */
  particles: z.array(z.enum(['呀', '啊', '哈', '哦', '呢', '嘛', '啦', '诶'])).max(3),
  /** How this person laughs in writing. */
  laugh: z.string().min(1).max(8),
  emoji: z.array(z.string().min(1).max(8)).max(6),
  /** Share of utterances that carry an emoji. */
  emojiRate: z.number().min(0).max(0.5),
  punctuation: z.enum(['full', 'sparse', 'tilde']),
  /** Share of utterances sent as two messages in a row. */
  burst: z.number().min(0).max(0.6),
  /** Phrases that this person starts a remark with. */
  openers: z.array(z.string().min(1).max(8)).max(4),
  /** How gladly this person sends memes, 0 to 1. */
  memes: z.number().min(0).max(1),
})

/** Somebody who talks. Invented, and no real person. */
export const personaSchema = z.object({
  id: identifier,
  name: z.string().min(2).max(6),
  /** What friends say: 小雨, 阿哲, 老周. */
  nickname: z.string().min(1).max(6),
  gender: z.enum(['女', '男']),
  age: z.number().int().min(14).max(80),
  work: shortText,
  life: lifeSchema,
  temper: temperSchema,
  /** The character in one or two sentences. */
  character: z.string().trim().min(8).max(120),
  /** The way of speaking in one sentence. */
  speech: z.string().trim().min(8).max(120),
  /** Two to four small facts of this person's life that may come up. */
  background: z.array(shortText).min(2).max(4),
  style: styleSchema,
})
export type Persona = z.infer<typeof personaSchema>

const PLAIN_STYLE: z.infer<typeof styleSchema> = {
  register: 'casual',
  particles: [],
  laugh: '哈哈哈',
  emoji: [],
  emojiRate: 0,
  punctuation: 'sparse',
  burst: 0.15,
  openers: [],
  memes: 0.6,
}

/** A persona of the user's own: only who it is must be said. */
export const givenPersonaSchema = personaSchema
  .extend({
    nickname: personaSchema.shape.nickname.optional(),
    life: lifeSchema.default('office'),
    temper: temperSchema.default('calm'),
    character: z.string().trim().max(400).default(''),
    speech: z.string().trim().max(400).default(''),
    background: z.array(z.string().trim().max(200)).max(10).default([]),
    style: z.preprocess(
      given => (given === undefined ? PLAIN_STYLE : given instanceof Object ? { ...PLAIN_STYLE, ...given } : given),
      styleSchema,
    ),
  })
  .transform((persona): Persona => ({ ...persona, nickname: persona.nickname ?? persona.name }))

/** One side of a scene. */
export const roleSchema = z.object({
  /** Who this is in the scene: 被客户改稿的设计师. */
  who: shortText,
  /** What this side wants of the talk; the other side is not told. */
  goal: shortText,
  /** How this side calls the other; `{nick}` is the other's nickname, `{family}` the family name. */
  calls: z.array(z.string().min(1).max(8)).min(1).max(4),
  ages: z.tuple([z.number().int().min(14), z.number().int().max(80)]).optional(),
  lives: z.array(lifeSchema).min(1).optional(),
  gender: z.enum(['女', '男']).optional(),
})
export type Role = z.infer<typeof roleSchema>

/** What one side may do at a point of the talk: any line fits after any line of the moves that it answers. */
export const moveSchema = z.object({
  id: identifier.optional(),
  by: z.enum(['A', 'B']),
  /** Moves of this episode that it answers; the one before it where left out. The first move of an episode answers none. */
  after: z.array(identifier).min(1).optional(),
  act: actSchema,
  emotion: emotionSchema,
  /** Why a person says this: 用自嘲换同情. */
  motivation: shortText,
  /** The episode may stop here, though moves follow. */
  end: z.boolean().optional(),
  /** Tempers that would rather take this branch. */
  tempers: z.array(temperSchema).min(1).optional(),
  lines: z.array(z.string().trim().min(1).max(70)).min(3).max(6),
})
export type Move = z.infer<typeof moveSchema>

/** A small exchange about one thing, which stands on its own. */
export const episodeSchema = z.object({
  id: identifier,
  stage: z.enum(['opening', 'development', 'turn', 'closing']),
  /** What is going on, seen from outside: 同事深夜还在改稿，互相诉苦. */
  scenario: shortText,
  moves: z.array(moveSchema).min(2).max(7),
})
export type Episode = z.infer<typeof episodeSchema>

const facts = z.record(z.string().regex(/^[a-z]+$/), z.array(z.string().trim().min(1).max(16)).min(3).max(8))

/** A scene for two, with the utterances that the offline provider speaks. */
export const sceneSchema = z.object({
  id: identifier,
  title: shortText,
  category: z.enum([
    'work',
    'study',
    'family',
    'friends',
    'love',
    'food',
    'home',
    'leisure',
    'travel',
    'body',
    'money',
    'online',
  ]),
  /** Time, place, and what has just happened. */
  setting: z.string().trim().min(10).max(160),
  relation: shortText,
  roles: z.object({ A: roleSchema, B: roleSchema }),
  /** Things that differ from talk to talk and are then remembered: `{dish}` in a line is the value drawn for this talk. */
  facts: facts.optional(),
  /** How many years A is older than B, at least and at most; for parents and children, teachers and pupils. */
  ageGap: z.tuple([z.number().int(), z.number().int()]).optional(),
  episodes: z.array(episodeSchema).min(4).max(12),
})

/** A scene of the user's own; without `episodes` it needs a language model. */
export const givenSceneSchema = sceneSchema.extend({
  category: sceneSchema.shape.category.default('friends'),
  episodes: z.array(episodeSchema).max(24).default([]),
})
export type Scene = z.infer<typeof givenSceneSchema>

/** A news item; `episodes` only where the offline provider is to know it well. */
export const newsItemSchema = z.object({
  id: identifier,
  title: z.string().trim().min(4).max(120),
  summary: z.string().trim().min(10).max(2000),
  category: z
    .enum(['society', 'technology', 'food', 'animals', 'weather', 'sport', 'culture', 'travel', 'work', 'study'])
    .optional(),
  link: z.string().optional(),
  published: z.string().optional(),
  facts: facts.optional(),
  episodes: z.array(episodeSchema).min(4).max(12).optional(),
})
export type NewsItem = z.infer<typeof newsItemSchema>

/** A news item of the user's own. */
export const givenNewsSchema = newsItemSchema.extend({
  id: z.string().trim().min(1).max(200).optional(),
  summary: z.string().trim().min(1).max(2000),
})

/** Utterances that belong to no scene. */
export const reactionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('meme-reaction'),
    id: identifier,
    /** Basic emotions of the memes that this answers. */
    emotions: z.array(z.enum(EMOTIONS)).min(1),
    tempers: z.array(temperSchema).min(1).optional(),
    emotion: emotionSchema,
    motivation: shortText,
    /** `{caption}` is a piece of the words in the picture. */
    lines: z.array(z.string().trim().min(1).max(50)).min(6),
  }),
  z.object({
    kind: z.enum(['greeting', 'farewell']),
    id: identifier,
    register: z.enum(['casual', 'plain', 'polite']),
    emotion: emotionSchema,
    motivation: shortText,
    lines: z.array(z.string().trim().min(1).max(50)).min(6),
  }),
  z.object({ kind: z.literal('small-talk'), id: identifier, episode: episodeSchema }),
  z.object({ kind: z.literal('news-talk'), id: identifier, episode: episodeSchema }),
])
export type Reaction = z.infer<typeof reactionSchema>
