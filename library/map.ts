import { relative } from 'node:path'
import { memesByIntent } from './check/coverage.ts'
import { INTENT_GROUPS, type Intent } from './intents.ts'
import { type ManifestEntry, TEMPERS } from './manifest.ts'

const GROUP_TITLES: Readonly<Record<(typeof INTENT_GROUPS)[number], string>> = {
  greeting: '见面与告别 · Meeting and parting',
  manners: '礼数 · Manners',
  requests: '来往 · Asking and answering',
  talk: '聊天 · Talk',
  warmth: '暖心 · Warmth',
  feelings: '情绪 · Feelings',
  idling: '躺着 · Idling',
  work: '上班 · Work',
  study: '上学 · Study',
  money: '钱和运气 · Money and luck',
  food: '吃喝 · Food',
  life: '日子 · Daily life',
  family: '家里 · Family',
  love: '感情 · Love',
  festivals: '过节 · Festivals',
  bot: '机器人 · The bot itself',
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/**
 * The map of a library as Markdown: every intent with its memes as thumbnails.
 * @param page path of the page, which the paths of the pictures are relative to
 */
export function libraryMap(
  folder: string,
  page: string,
  intents: readonly Intent[],
  memes: readonly ManifestEntry[],
): string {
  const covered = memesByIntent(intents, memes)
  const base = relative(`${page}/..`, folder)
  const thumbnail = ({ file, caption }: ManifestEntry) =>
    `<img src="${base}/${file}" width="84" alt="${escapeHtml(caption)}" title="${escapeHtml(caption)}">`
  const row = (intent: Intent) => {
    const own = covered.get(intent.id) ?? []
    const sorted = [...own].sort((one, two) => one.intents.indexOf(intent.id) - two.intents.indexOf(intent.id))
    return `| ${intent.zh}<br>${intent.en} | ${own.length} | ${sorted.map(thumbnail).join(' ')} |`
  }
  const sections = INTENT_GROUPS.map(group => {
    const rows = intents.filter(intent => intent.group === group).map(row)
    return `## ${GROUP_TITLES[group]}\n\n| | | |\n|---|---:|---|\n${rows.join('\n')}\n`
  })
  return `${introduction(intents, memes)}\n${sections.join('\n')}`
}

function introduction(intents: readonly Intent[], memes: readonly ManifestEntry[]): string {
  const animated = memes.filter(meme => meme.frames > 1).length
  const compositions = new Set(memes.map(meme => meme.drawing.composition)).size
  const tempers = TEMPERS.map(temper => `${temper} ${memes.filter(meme => meme.temper === temper).length}`).join(', ')
  return `# 自带表情库 · The starter library

<!-- Written by \`npx doutu library map\`: change the manifest, not this page. -->

${memes.length} memes (${animated} of them move) in ${compositions} compositions, for ${intents.length} intents of group chat. By temper: ${tempers}.
A meme stands under every intent that it serves, those it is mainly for first. Its whole annotation is in \`library/starter/manifest.jsonl\`;
\`npx doutu library check\` holds the library against its rules.
`
}
