import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/helpers.ts'
import { readNews } from './news-feed.ts'

const RSS = `<?xml version="1.0"?><rss version="2.0"><channel><title>频道</title>
<item><title>公园来了一群&amp;天鹅</title><description><![CDATA[<p>早上六点，<b>八只</b>天鹅落在湖面。&nbsp;游客围观。</p><script>alert(1)</script>]]></description><link>https://example.com/1</link></item>
<item><title>夜市延长到凌晨</title><description>短</description></item>
<item><description>没有标题的一条，应当略过不用</description></item></channel></rss>`
const ATOM = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>源</title><id>x</id><updated>2026-01-01T00:00:00Z</updated>
<entry><title>图书馆开了猫咪自习室</title><id>1</id><updated>2026-01-01T00:00:00Z</updated><link href="https://example.com/a"/><summary>每张桌子配一只猫，预约排到下个月。</summary></entry></feed>`
const JSON_FEED = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'x',
  items: [
    {
      id: '1',
      title: '小学开了种菜课',
      content_text: '学生每周下地一次，菜自己带回家吃。',
      url: 'https://example.com/j',
    },
  ],
})
const JSONL =
  '{"title":"面馆老板送雨伞","summary":"下雨天凭面条小票借伞。"}\n{"id":"own","title":"地铁口多了长椅","summary":"老人说好。"}\n'

function file(text: string): string {
  const path = join(temporaryFolder(), 'news')
  writeFileSync(path, text)
  return path
}

describe('news', () => {
  it('from RSS are titles and summaries without markup, scripts and entities; what has no title is left out', async () => {
    expect(await readNews(file(RSS))).toEqual([
      {
        id: 'news-1',
        title: '公园来了一群&天鹅',
        summary: '早上六点, 八只 天鹅落在湖面。 游客围观。',
        link: 'https://example.com/1',
      },
      { id: 'news-2', title: '夜市延长到凌晨', summary: '夜市延长到凌晨。详情见原文。' },
    ])
  })

  it.each([
    ['Atom', ATOM, { title: '图书馆开了猫咪自习室', link: 'https://example.com/a' }],
    ['JSON Feed', JSON_FEED, { title: '小学开了种菜课', link: 'https://example.com/j' }],
  ])('from %s are read as well', async (_name, text, expected) => {
    expect(await readNews(file(text))).toEqual([expect.objectContaining(expected)])
  })

  it('from JSONL keep their ids, or get one', async () => {
    expect((await readNews(file(JSONL))).map(({ id, title }) => [id, title])).toEqual([
      ['news-1', '面馆老板送雨伞'],
      ['own', '地铁口多了长椅'],
    ])
  })

  it('come from an address as well, whose failures are told', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/feed') response.end(ATOM)
      else response.writeHead(404).end()
    }).listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    onTestFinished(() => void server.close())
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await readNews(`${base}/feed`)).toHaveLength(1)
    await expect(readNews(`${base}/none`)).rejects.toThrow(/cannot be fetched \(status 404\)/)
    await expect(readNews('http://127.0.0.1:9/x')).rejects.toMatchObject({ code: 'not-found' })
  })

  it.each([
    ['nothing', '', /no news items/],
    ['a page', '<html><body>hi</body></html>', /no feed that can be read/],
    ['a line without a title', '{"summary":"x"}', /line 1/],
    ['an empty feed', '<rss version="2.0"><channel><title>x</title></channel></rss>', /no news items/],
  ])('that are %s are refused in a sentence', async (_title, text, pattern) => {
    await expect(readNews(file(text))).rejects.toThrow(pattern)
  })

  it('that are no file are told so', async () => {
    await expect(readNews('/nowhere/news.xml')).rejects.toMatchObject({ code: 'not-found' })
  })
})
