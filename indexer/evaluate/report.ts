import type { Case } from './configurations.ts'
import type { Failure, Figures } from './figures.ts'
import { ablationPlot, reliabilityPlot, successPlot } from './plots.ts'
import { svgOf } from './svg.ts'
import { figuresTable } from './table.ts'

/** The evaluation as one HTML file that needs nothing else: figures, plots as SVG, and the numbers as JSON. */
export async function reportPage(figures: Figures, cases: readonly Case[]): Promise<string> {
  const { calibration, ablation } = figures
  const plots = [
    successPlot(cases, figures.memes),
    reliabilityPlot('Reliability on the split as it is', {
      'a meme is welcome': calibration.send,
      'the best one fits': calibration.fit,
    }),
    reliabilityPlot('Reliability at one welcome message in ten', {
      'a meme is welcome': calibration.sendAtChatPrevalence,
      'the best one fits': calibration.fitAtChatPrevalence,
    }),
    ...(ablation ? [ablationPlot(ablation, figures)] : []),
  ]
  const drawn = []
  for (const plot of plots) drawn.push(`<figure>${await svgOf(plot)}</figure>`)
  return `<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>doutu 斗图 · evaluation 评测 · ${escapeHtml(figures.split)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
pre { overflow-x: auto; background: #f6f6f6; padding: 1rem; font-size: 13px }
figure { margin: 2rem 0; overflow-x: auto }
table { border-collapse: collapse; font-size: 13px }
td, th { border-top: 1px solid #ddd; padding: .4rem; text-align: left; vertical-align: top }
svg { max-width: 100%; height: auto }
</style>
</head>
<body>
<h1>doutu 斗图 · evaluation 评测</h1>
<pre>${escapeHtml(figuresTable(figures))}</pre>
${drawn.join('\n')}
<h2>Where it fails 失败示例</h2>
<table>
<tr><th>context 语境</th><th>its best three 选出的前三</th><th>would fit 合适的</th><th>rank 名次</th></tr>
${figures.failures.map(failureRow).join('\n')}
</table>
<details><summary>JSON</summary><pre>${escapeHtml(JSON.stringify(figures, null, 2))}</pre></details>
</body>
</html>
`
}

function failureRow({ turns, ranked, fitting, rank }: Failure): string {
  const cells = [turns, ranked, fitting].map(lines => `<td>${lines.map(escapeHtml).join('<br>')}</td>`)
  return `<tr>${cells.join('')}<td>${rank ?? '-'}</td></tr>`
}

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
