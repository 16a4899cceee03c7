import { z } from 'zod'

const flag = z.enum(['true', 'false', '1', '0']).transform(value => value === 'true' || value === '1')

/** A setting as the environment gives it: its schema, its default as text, and the line that documents it. */
const text = (fallback: string, about: string) => z.string().trim().default(fallback).describe(about)
const number = (minimum: number, maximum: number, fallback: number, about: string) =>
  z.coerce.number().min(minimum).max(maximum).default(fallback).describe(about)
const whole = (minimum: number, maximum: number, fallback: number, about: string) =>
  z.coerce.number().int().min(minimum).max(maximum).default(fallback).describe(about)

/**
 * Every setting of doutu, read once from the environment and `.env`. The source of truth:
 * `.env.example` is compared with it by a test.
 */
export const settingsSchema = z.object({
  DATA_DIR: text('./data', 'Folder for the database, the index and downloaded models. Created when missing.'),
  HOST: text('127.0.0.1', 'Address that the page listens on. Anything but loopback demands WEB_TOKEN.'),
  PORT: whole(0, 65_535, 3000, 'Port of the page, 0 to 65535; 0 takes any free one.'),
  WEB_TOKEN: text('', 'Secret of at least 16 characters that browsers must present when HOST is not loopback.'),
  LOCALE: z
    .enum(['auto', 'zh', 'en'])
    .default('auto')
    .describe("Language of the command line: zh, en, or auto (the terminal's LANG)."),
  EMBEDDING_MODEL: text(
    'builtin',
    'Encoder: builtin, a local folder, or a feature-extraction model by hub name (Xenova/bge-small-zh-v1.5).',
  ),
  EMBEDDING_REVISION: text('main', 'Revision of a hub model: a branch, a tag or a commit.'),
  EMBEDDING_DTYPE: z
    .enum(['auto', 'fp32', 'fp16', 'q8', 'int8', 'uint8', 'q4'])
    .default('auto')
    .describe(
      'Precision of the encoder: fp32, fp16, q8, int8, uint8, q4, or auto (q8 for hub models, fp32 for local ones).',
    ),
  COMPARED_MODELS: text(
    'builtin',
    'Encoders beside EMBEDDING_MODEL that the page can compare, comma-separated; each needs an index of its own.',
  ),
  HF_ENDPOINT: text('https://huggingface.co', 'Address of the model hub or of a mirror.'),
  HF_TIMEOUT_SECONDS: number(
    1,
    3600,
    30,
    'Longest wait for the hub to answer, and for the next bytes of a download, in seconds.',
  ),
  MODEL_CACHE_DIR: text('', 'Folder for downloaded models; empty means DATA_DIR/models.'),
  LLM_BASE_URL: text(
    '',
    'OpenAI-compatible server that writes the words, such as http://127.0.0.1:11434/v1; empty: none.',
  ),
  LLM_API_KEY: text('', 'Key for that server; local servers accept anything.'),
  LLM_MODEL: text('', 'Model name on that server.'),
  LLM_TIMEOUT_SECONDS: number(1, 600, 30, 'Longest wait for the server to answer, in seconds.'),
  DISCORD_TOKEN: text('', 'Token of the Discord bot; empty: no bot.'),
  DISCORD_API_URL: text(
    'https://discord.com/api',
    "Base of Discord's REST API, without its version: a shared rate-limit proxy has its own.",
  ),
  DISCORD_AUTO_ENABLE: flag
    .default(false)
    .describe(
      'true or false: speak in every text channel of every guild without being set up there. For a bot that serves known guilds only.',
    ),
  DISCORD_SHARDS: z
    .union([z.literal('auto'), z.coerce.number().int().min(1).max(1000)])
    .default('auto')
    .describe('Gateway connections of the Discord bot: auto (as many as Discord recommends) or a number.'),
  VISION_BASE_URL: text('', 'OpenAI-compatible server that looks at pictures; empty: the LLM_ one.'),
  VISION_API_KEY: text('', 'Key for that server; empty: LLM_API_KEY where the server is the same.'),
  VISION_MODEL: text('', 'Model that looks at pictures; empty: LLM_MODEL.'),
  VISION_PRICE_INPUT: number(0, 10_000, 0, 'Price of a million input tokens, in any currency; 0: free.'),
  VISION_PRICE_OUTPUT: number(0, 10_000, 0, 'Price of a million output tokens, in the same currency; 0: free.'),
  TARGET_RATE: number(
    0,
    1,
    0.1,
    'Memes per human message, not to be exceeded: 0 means never; at most 1 / (MINIMUM_GAP + 1).',
  ),
  SCORE_FLOOR: number(0, 1, 0.3, 'Lowest score (probability that the meme fits) that may ever be sent, 0 to 1.'),
  MINIMUM_GAP: whole(0, 1000, 3, 'Human messages that must pass between two memes of a channel.'),
  MINIMUM_GAP_SECONDS: number(0, 86_400, 0, 'Seconds that must pass between two memes of a channel.'),
  QUIET_MILLISECONDS: whole(
    0,
    60_000,
    1500,
    'How long one speaker must be quiet before lines are merged and decided on.',
  ),
  GATE: flag
    .default(true)
    .describe('true or false: hold memes back on serious topics, quarrels and lines that are not chat. Leave it true.'),
  SAMPLER: z
    .enum(['greedy', 'top-k', 'diverse', 'random'])
    .default('top-k')
    .describe('How one of the fitting candidates is drawn: greedy, top-k, diverse or random.'),
  SAMPLER_TEMPERATURE: number(0.001, 10, 0.05, 'Softmax temperature of top-k and diverse, in units of score.'),
  ALLOWED_RATINGS: text('safe', 'Comma-separated ratings that may be sent: safe, sensitive.'),
  SEED: text('', 'Seed of all randomness; empty draws one at the start.'),
  LOG_LEVEL: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('How much is logged to stderr: silent, error, warn, info or debug. Message text is never logged.'),
})

/** The settings after parsing: numbers are numbers, flags are booleans. */
export type Settings = z.infer<typeof settingsSchema>
