import { parseFeed } from 'feedsmith'
import { DoutuError, messageOf } from '../../src/errors.ts'
import { parseJsonLines } from '../../src/schemas/context.ts'
import { cleanText } from '../../src/text/normalize.ts'
import { readText } from './load.ts'
import { givenNewsSchema, type NewsItem, newsItemSchema } from './schemas.ts'

const FETCH_SECONDS = 20
const LARGEST_BYTES = 20 * 1024 * 1024
const LONGEST_SUMMARY = 1000
const LONGEST_TITLE = 120

/** Reads news from a file or an address: JSONL, RSS, Atom, RDF or JSON Feed. @throws DoutuError */
export async function readNews(source: string): Promise<NewsItem[]> {
  const text = /^https?:\/\//i.test(source) ? await fetchText(source) : readText(source)
  const items = /^\s*(?:\ufeff)?</.test(text)
    ? feedItems(text, source)
    : (jsonFeed(text, source) ?? jsonlItems(text, source))
  if (items.length > 0) return items
  throw new DoutuError(
    'bad-input',
    `There are no news items in ${source}.`,
    'Give JSONL, RSS or Atom with titles and summaries.',
  )
}

async function fetchText(address: string): Promise<string> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(FETCH_SECONDS * 1000) })
    if (!response.ok) throw new Error(`status ${response.status}`)
    return await boundedText(response)
  } catch (error) {
    throw new DoutuError(
      'not-found',
      `${address} cannot be fetched (${messageOf(error)}).`,
      'Check the address and the connection, or save the feed to a file.',
      error,
    )
  }
}

async function boundedText(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let [text, bytes] = ['', 0]
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > LARGEST_BYTES) throw new Error('it is larger than 20 MB')
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

function jsonlItems(text: string, source: string): NewsItem[] {
  return [...parseJsonLines(text.split('\n'), givenNewsSchema)].map(parsed => {
    if ('error' in parsed)
      throw new DoutuError(
        'bad-input',
        `${source}, line ${parsed.line}: ${parsed.error.message}`,
        'Each line needs a title and a summary.',
        parsed.error,
      )
    return { ...parsed.value, id: parsed.value.id ?? `news-${parsed.line}` }
  })
}

function jsonFeed(text: string, source: string): NewsItem[] | undefined {
  return /^\s*\{[^\n]*"version"\s*:\s*"https:\/\/jsonfeed\.org/.test(text) || /jsonfeed\.org/.test(text.slice(0, 300))
    ? feedItems(text, source)
    : undefined
}

function feedItems(text: string, source: string): NewsItem[] {
  try {
    return rawItems(text).flatMap((item, index) => {
      const title = plain(item.title).slice(0, LONGEST_TITLE)
      const summary = plain(item.summary).slice(0, LONGEST_SUMMARY)
      const found = newsItemSchema.safeParse({
        id: `news-${index + 1}`,
        title,
        summary: summary.length >= 10 ? summary : `${title}。详情见原文。`,
        ...(item.link ? { link: item.link } : {}),
      })
      return found.success ? [found.data] : []
    })
  } catch (error) {
    throw new DoutuError(
      'bad-input',
      `${source} is no feed that can be read (${messageOf(error)}).`,
      'Give RSS, Atom, RDF, JSON Feed, or JSONL.',
      error,
    )
  }
}

interface RawItem {
  readonly title: string | undefined
  readonly summary: string | undefined
  readonly link: string | undefined
}

function rawItems(text: string): RawItem[] {
  const parsed = parseFeed(text)
  switch (parsed.format) {
    case 'rss':
    case 'rdf':
      return (parsed.feed.items ?? []).map(item => ({ title: item.title, summary: item.description, link: item.link }))
    case 'atom':
      return (parsed.feed.entries ?? []).map(entry => ({
        title: entry.title?.value,
        summary: entry.summary?.value ?? entry.content?.value,
        link: entry.links?.[0]?.href,
      }))
    case 'json':
      return (parsed.feed.items ?? []).map(item => ({
        title: item.title,
        summary: item.summary ?? item.content_text ?? item.content_html,
        link: item.url,
      }))
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** The words of a title or summary: without markup and entities. */
function plain(text: string | undefined): string {
  const bare = (text ?? '').replace(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')
  const decoded = bare.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : Number.NaN
      if (Number.isInteger(code) && code > 0 && code <= 0x10ffff) return String.fromCodePoint(code)
      return (name && ENTITIES[name.toLowerCase()]) ?? whole
    },
  )
  return cleanText(decoded)
}
