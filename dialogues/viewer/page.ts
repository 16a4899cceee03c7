import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ViewDialogue } from './data.ts'
import type { Plot } from './plots.ts'

/** What the page shows; `images` by the memes' ids. */
export interface PageData {
  readonly dialogues: readonly ViewDialogue[]
  readonly images: Readonly<Record<string, string>>
}

const asset = (name: string) => readFileSync(new URL(`./public/${name}`, import.meta.url), 'utf8')
export const viewerScript = () => asset('viewer.js')
export const viewerStyle = () => asset('viewer.css')

/** JSON that can stand inside a script element: nothing in it can end the element or begin a comment. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Text inside markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}

const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The whole page in one file: data, images, plots, style and script, and a policy that lets nothing else in or out. */
export function selfContainedPage(data: PageData, plots: readonly Plot[]): string {
  const [script, style] = [viewerScript(), viewerStyle()]
  // The plots' own style attributes are drawn by us, from numbers; text in them is escaped by the renderer.
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${digest(script)}; base-uri 'none'; form-action 'none'`
  return layout(plots, {
    head: `<meta http-equiv="Content-Security-Policy" content="${policy}">\n<style>${style}</style>`,
    end: `<script type="application/json" id="data">${safeJson(data)}</script>\n<script>${script}</script>`,
  })
}

/** The page as the server gives it; data, style and script come apart. */
export function servedPage(plots: readonly Plot[]): string {
  return layout(plots, {
    head: '<link rel="stylesheet" href="viewer.css">',
    end: '<script src="viewer.js" defer></script>',
  })
}

function layout(plots: readonly Plot[], { head, end }: { head: string; end: string }): string {
  const drawn = plots.map(({ title, svg }) => `<figure class="plot"><h3>${escapeHtml(title)}</h3>${svg}</figure>`)
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>doutu dialogues</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
<div class="top"><h1 id="title"></h1><span id="count" aria-live="polite"></span><button id="language" type="button">中 / EN</button><div id="filters"></div></div>
<main>
<details id="statistics"><summary id="statistics-title"></summary>${drawn.join('\n')}</details>
<div id="dialogues"></div>
<button id="more" type="button" hidden></button>
</main>
${end}
</body>
</html>
`
}
