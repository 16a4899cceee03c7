import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ASPECT_QUESTIONS, ASPECTS } from '../evaluation/judge.ts'
import { escapeHtml, safeJson, viewerStyle } from '../viewer/page.ts'
import type { RatingItem } from './sheet.ts'

const STYLE = `
.aspect { display: grid; grid-template-columns: 7em 1fr 12em 3em; gap: 8px; align-items: center; margin: 6px 0; font-size: 0.9rem; }
#item { padding: 16px; border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
@media (max-width: 640px) { .aspect { grid-template-columns: 1fr 3em; } }
`

/** The raters' page in one file. It knows neither strategies nor ids; the key stays with whoever made the sheet. */
export function ratingPage(
  items: readonly RatingItem[],
  name: string,
  images: Readonly<Record<string, string>>,
): string {
  const script = readFileSync(new URL('./public/rating.js', import.meta.url), 'utf8')
  const data = {
    name,
    images,
    aspects: ASPECTS.map(id => ({ id, ...ASPECT_QUESTIONS[id] })),
    items: items.map(({ item, dialogue }) => ({
      item,
      setting: dialogue.scene.setting,
      turns: dialogue.turns.map(({ speaker, text, meme }) => ({
        speaker,
        text,
        meme: meme && { id: meme.id, caption: meme.caption },
      })),
    })),
  }
  const digest = createHash('sha256').update(script).digest('base64')
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'">
<title>${escapeHtml(name)}</title>
<link rel="icon" href="data:,">
<style>${viewerStyle()}${STYLE}</style>
</head>
<body>
<div class="top"><h1>表情包对话评分 | Rating</h1><span id="count" aria-live="polite"></span>
<button id="back" type="button">← 上一段</button><button id="next" type="button">下一段 →</button><button id="download" type="button">下载结果 CSV</button></div>
<main><div id="item"></div></main>
<script type="application/json" id="data">${safeJson(data)}</script>
<script>${script}</script>
</body>
</html>
`
}
