import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { secureHeaders } from 'hono/secure-headers'

const SESSION = 'doutu-session'
const TOKEN = 'doutu-token'
const YEAR_SECONDS = 365 * 24 * 3600
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i

/** Which conversation a browser is: a random name in a cookie that scripts cannot read. */
export function conversationOf(context: Context): string {
  const known = getCookie(context, SESSION)
  if (known && /^[\w-]{22}$/.test(known)) return `web:${known}`
  const fresh = randomBytes(16).toString('base64url')
  setCookie(context, SESSION, fresh, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: YEAR_SECONDS })
  return `web:${fresh}`
}

/** Nothing but this server's own files: no inline script, no foreign origin, no framing. */
export const headers = (): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      connectSrc: ["'self'"],
      objectSrc: ["'none'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
    },
    // The page is served over plain HTTP on loopback; a proxy that adds TLS adds this header too.
    strictTransportSecurity: false,
    xFrameOptions: 'DENY',
    referrerPolicy: 'no-referrer',
  })

/**
 * Keeps strangers out. On loopback, only requests that name this machine are answered, so that no foreign page can reach it
 * through a name of its own; elsewhere a token is demanded. Requests that change something must come from this page.
 * @param token empty on loopback
 */
export function guard(token: string): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? ''
    if (!token && !LOOPBACK.test(host)) return context.text('This server answers to localhost only.\n', 403)
    const changes = context.req.method !== 'GET' && context.req.method !== 'HEAD'
    if (changes ? !sameOrigin(context, host) : isForeignRead(context))
      return context.text('Cross-site requests are refused.\n', 403)
    if (!token || hasToken(context, token)) return next()
    const given = context.req.query('token')
    if (given === undefined || !equal(given, token))
      return context.text('A token is needed: open this page as /?token=… with the WEB_TOKEN of the server.\n', 401)
    setCookie(context, TOKEN, given, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: YEAR_SECONDS })
    // The address bar and the history keep no secret; a program's request just goes on.
    return context.req.method === 'GET' ? context.redirect('/') : next()
  }
}

function hasToken(context: Context, token: string): boolean {
  const bearer = context.req.header('authorization')?.replace(/^Bearer /, '')
  return [getCookie(context, TOKEN), bearer].some(given => given !== undefined && equal(given, token))
}

// Browsers say where a request comes from. A link from elsewhere may open the page; nothing else of it is for other sites, not even to be read.
function isForeignRead(context: Context): boolean {
  const { site, mode } = fetchMetadata(context)
  return (site === 'cross-site' || site === 'same-site') && mode !== 'navigate'
}

const fetchMetadata = (context: Context) => ({
  site: context.req.header('sec-fetch-site'),
  mode: context.req.header('sec-fetch-mode'),
})

function sameOrigin(context: Context, host: string): boolean {
  const { site } = fetchMetadata(context)
  if (site !== undefined && site !== 'same-origin') return false

  const origin = context.req.header('origin')
  const json = context.req.header('content-type')?.startsWith('application/json') ?? false
  // A form of another site cannot send JSON without asking first; one that says where it is from must be from here.
  return json && (origin === undefined || origin === `http://${host}` || origin === `https://${host}`)
}

// Digests have one length, so that the comparison takes the same time for every guess.
function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
