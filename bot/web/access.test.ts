import { request } from 'node:http'
import { expect, test } from 'vitest'
import { memeAbout } from '../../test/helpers.ts'
import { servePage } from './serve.fixture.ts'

const MEMES = [memeAbout('overtime', '加班')]
const TOKEN = 'correct horse battery'
const BODY = '{"text":"又是加班"}'

/** A request with any headers at all: `fetch` would set Host and Origin itself. */
function ask(url: string, path: string, headers: Record<string, string> = {}, body?: string) {
  const options = { method: body === undefined ? 'GET' : 'POST', headers: { connection: 'close', ...headers } }
  return new Promise<{ status: number; cookies: string[]; text: string; location: string | undefined }>(
    (resolve, reject) => {
      const sent = request(`${url}${path}`, options, async response => {
        let text = ''
        for await (const chunk of response) text += chunk
        const { location } = response.headers
        resolve({ status: response.statusCode ?? 0, cookies: response.headers['set-cookie'] ?? [], text, location })
      })
      sent.on('error', reject)
      sent.end(body)
    },
  )
}

const json = { 'content-type': 'application/json' }

test.each(['evil.example', 'evil.example:3000', 'localhost.evil.example', '127.0.0.1.nip.io', '10.0.0.1'])(
  'on loopback the name %s of a stranger is refused',
  async host => {
    const { url } = await servePage(MEMES)
    for (const path of ['/', '/assets/index.js', `/memes/${MEMES[0]!.id}`])
      expect((await ask(url, path, { host })).status).toBe(403)
    expect((await ask(url, '/api/messages', { host, ...json }, BODY)).status).toBe(403)
  },
)

test('on loopback every name of this machine is answered', async () => {
  const { url } = await servePage(MEMES)
  for (const host of ['localhost', 'LOCALHOST:3000', '127.0.0.1:80', '127.8.8.8', '[::1]:3000'])
    expect((await ask(url, '/', { host })).status, host).toBe(200)
})

test('a request that changes something must come from this page', async () => {
  const { url } = await servePage(MEMES)
  const post = async (headers: Record<string, string>) => (await ask(url, '/api/messages', headers, BODY)).status
  expect(await post({ ...json, origin: url })).toBe(202)
  // A program of one's own sends no origin.
  expect(await post(json)).toBe(202)
  for (const origin of ['https://evil.example', 'null', `${url}.evil.example`, 'http://localhost:1', ''])
    expect(await post({ ...json, origin }), origin).toBe(403)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', ''])
    expect(await post({ 'content-type': type, origin: url }), type).toBe(403)
})

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  'a %s of another site changes nothing, whatever it pretends',
  async method => {
    const { url, brain } = await servePage(MEMES)
    const before = brain.database.driver.prepare('SELECT count(*) AS n FROM settings').get()
    const foreign: Record<string, string>[] = [
      { ...json, origin: 'https://evil.example' },
      { ...json, 'sec-fetch-site': 'cross-site' },
      { ...json, 'sec-fetch-site': 'same-site', origin: url },
      { 'content-type': 'text/plain', origin: url },
      { origin: url },
    ]
    for (const headers of foreign) {
      for (const path of ['/api/settings', '/api/messages', '/api/what-if', '/api/conversation/restart'])
        expect((await fetch(`${url}${path}`, { method, headers, body: BODY })).status, path).toBe(403)
    }
    expect(brain.database.driver.prepare('SELECT count(*) AS n FROM settings').get()).toEqual(before)
  },
)

test('another site can open the page by a link, and read or embed nothing of it', async () => {
  const { url } = await servePage(MEMES)
  const foreign = { 'sec-fetch-site': 'cross-site' }
  expect((await ask(url, '/', { ...foreign, 'sec-fetch-mode': 'navigate' })).status).toBe(200)
  for (const path of ['/api/settings', '/api/events', `/memes/${MEMES[0]!.id}`, '/assets/index.js'])
    expect((await ask(url, path, { ...foreign, 'sec-fetch-mode': 'no-cors' })).status, path).toBe(403)
  for (const site of ['same-origin', 'none'])
    expect((await ask(url, '/api/settings', { 'sec-fetch-site': site, 'sec-fetch-mode': 'cors' })).status).toBe(200)
})

test('where a token is set nothing is answered without it, whatever the name', async () => {
  const { url } = await servePage(MEMES, { token: TOKEN })
  for (const path of ['/', '/assets/index.js', '/api/events', `/memes/${MEMES[0]!.id}`, '/?token=wrong', '/?token='])
    expect((await ask(url, path)).status, path).toBe(401)
  for (const authorization of ['Bearer', 'Bearer wrong', `Basic ${TOKEN}`])
    expect((await ask(url, '/', { authorization })).status, authorization).toBe(401)
  expect((await ask(url, '/', { cookie: 'doutu-token=wrong' })).status).toBe(401)
  expect((await ask(url, '/api/messages', json, BODY)).status).toBe(401)
})

test('the token is taken from the address once, kept in a cookie that scripts cannot read, and left out of the address', async () => {
  const { url } = await servePage(MEMES, { token: TOKEN })
  const opened = await ask(url, `/?token=${encodeURIComponent(TOKEN)}`, { host: 'chat.example' })
  expect([opened.status, opened.location]).toEqual([302, '/'])
  expect(opened.cookies[0]).toMatch(/^doutu-token=.*HttpOnly.*SameSite=Strict/i)
  const cookie = opened.cookies[0]!.split(';')[0]!
  expect((await ask(url, '/', { cookie, host: 'chat.example' })).status).toBe(200)
  const own = { cookie, host: 'chat.example', origin: 'https://chat.example', ...json }
  expect((await ask(url, '/api/messages', own, BODY)).status).toBe(202)
  // The cookie of a person who is logged in does not let another site write for them.
  expect((await ask(url, '/api/messages', { ...own, origin: 'https://evil.example' }, BODY)).status).toBe(403)
})

test('programs give the token as a bearer, or in the address of a post', async () => {
  const { url } = await servePage(MEMES, { token: TOKEN })
  const authorization = `Bearer ${TOKEN}`
  expect((await ask(url, '/assets/index.js', { authorization })).status).toBe(200)
  expect((await ask(url, '/api/messages', { ...json, authorization }, BODY)).status).toBe(202)
  expect((await ask(url, `/api/messages?token=${encodeURIComponent(TOKEN)}`, json, BODY)).status).toBe(202)
})

test('the page forbids inline scripts, foreign origins, framing and guessing of types', async () => {
  const { url } = await servePage(MEMES)
  for (const path of ['/', '/assets/index.js', `/memes/${MEMES[0]!.id}`, '/nothing']) {
    const { headers } = await fetch(`${url}${path}`)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy, path).toContain("default-src 'self'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("style-src 'self'")
    expect(policy).not.toMatch(/unsafe|\*|data:|blob:|https?:/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('x-powered-by')).toBeNull()
  }
})

test('refusals carry the same headers as pages', async () => {
  const { url } = await servePage(MEMES, { token: TOKEN })
  const { status, headers } = await fetch(`${url}/`)
  expect(status).toBe(401)
  expect(headers.get('content-security-policy')).toContain("default-src 'self'")
})

test('a browser is known by a random cookie that scripts cannot read; one that it makes up is not taken', async () => {
  const { url } = await servePage(MEMES)
  const name = (cookies: string[]) => /^doutu-session=([\w-]{22});/.exec(cookies[0] ?? '')?.[1]
  const first = await ask(url, '/')
  expect(first.cookies[0]).toMatch(/HttpOnly.*SameSite=Strict/i)
  expect(name(first.cookies)).toBeDefined()
  expect(name((await ask(url, '/')).cookies)).not.toBe(name(first.cookies))
  expect((await ask(url, '/', { cookie: `doutu-session=${name(first.cookies)}` })).cookies).toEqual([])
  for (const forged of ['x', '../../etc/passwd', 'a'.repeat(23), "';DROP TABLE channels;--"])
    expect(name((await ask(url, '/', { cookie: `doutu-session=${forged}` })).cookies), forged).toBeDefined()
})

test('health is told without a token, and nothing else with it', async () => {
  const { url } = await servePage(MEMES, { token: TOKEN })
  const { status, text, cookies } = await ask(url, '/healthz')
  expect([status, JSON.parse(text), cookies]).toEqual([200, { status: 'ok', memes: 1 }, []])
})
