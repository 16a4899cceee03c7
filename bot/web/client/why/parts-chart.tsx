import type { ChartConfiguration } from 'chart.js'
import { useMemo } from 'preact/hooks'
import type { PageCandidate } from '../../chat/protocol.ts'
import { locale, say } from '../locale.ts'
import { isDark } from '../theme.ts'
import { colour, useChart } from './chart.ts'
import { nameOf } from './part-names.ts'
import { ADJUSTMENTS, contributions, SUMMED, stackBounds } from './parts.ts'
import { whyWords } from './words.ts'

/** Height of one candidate, in pixels; `.why-candidates li` in why.css has the same. */
const ROW = 64

interface Candidates {
  readonly candidates: readonly PageCandidate[]
  readonly weights: Readonly<Record<string, number>>
  /** Id of the meme that was sent. */
  readonly sent?: string | undefined
}

/** Candidates as thumbnails, each with the parts of its score as a stacked bar; what counts against goes to the left. */
export function PartsChart({ candidates, weights, sent }: Candidates) {
  const words = say(whyWords)
  // Read for the charts too: their colours and words follow theme and language.
  const dark = isDark()
  const language = locale.value
  const configuration = useMemo(() => configure(candidates, weights), [candidates, weights, dark, language])
  const canvas = useChart(configuration)
  return (
    <div class="why-candidates">
      <ol>
        {candidates.map(({ meme, score }) => (
          <li key={meme.id}>
            <img src={meme.url} alt="" width="52" height="52" loading="lazy" />
            <div>
              <p class="why-caption">{meme.caption}</p>
              <p class="why-points">
                {words.points} {score.toFixed(2)}
                {sent === meme.id && <span class="why-sent">{words.sent}</span>}
              </p>
            </div>
          </li>
        ))}
      </ol>
      <div class="why-bars" style={{ height: `${candidates.length * ROW}px` }}>
        <canvas ref={canvas} role="img" aria-label={words.partsChart} />
      </div>
      <ul class="why-legend">
        {SUMMED.map(part => (
          <li key={part}>
            <i style={{ background: `var(--part-${part})` }} />
            {nameOf(part)}
          </li>
        ))}
      </ul>
      <Numbers candidates={candidates} weights={weights} />
    </div>
  )
}

function configure(candidates: readonly PageCandidate[], weights: Candidates['weights']): ChartConfiguration<'bar'> {
  const stacks = candidates.map(candidate => contributions(candidate, weights))
  const [min, max] = stackBounds(stacks)
  const datasets = SUMMED.map(part => ({
    label: nameOf(part),
    data: stacks.map(stack => stack[part]),
    backgroundColor: colour(`part-${part}`),
    barThickness: 22,
  }))
  return {
    type: 'bar',
    data: { labels: candidates.map(({ meme }) => meme.caption), datasets },
    options: {
      indexAxis: 'y',
      layout: { padding: 0 },
      scales: {
        x: {
          stacked: true,
          min,
          max,
          ticks: { display: false },
          border: { display: false },
          // One line, at 0: what is left of it counts against.
          afterBuildTicks: scale => {
            scale.ticks = [{ value: 0 }]
          },
          grid: { color: colour('soft'), drawTicks: false },
        },
        y: { stacked: true, display: false },
      },
      plugins: {
        tooltip: { callbacks: { label: item => `${item.dataset.label}: ${Number(item.raw).toFixed(3)}` } },
      },
    },
  }
}

function Numbers({ candidates, weights }: Candidates) {
  const words = say(whyWords)
  const columns = candidates.map(candidate => contributions(candidate, weights))
  return (
    <details class="why-numbers">
      <summary>{words.numbers}</summary>
      <section
        class="why-table"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard.
        tabIndex={0}
        aria-label={words.partsChart}
      >
        <table>
          <thead>
            <tr>
              <th scope="col">{words.meme}</th>
              {candidates.map(({ meme }) => (
                <th key={meme.id} scope="col">
                  {meme.caption}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {SUMMED.map(part => (
              <tr key={part}>
                <th scope="row">{nameOf(part)}</th>
                {columns.map((column, index) => (
                  <td key={candidates[index]?.meme.id}>{column[part].toFixed(3)}</td>
                ))}
              </tr>
            ))}
            {ADJUSTMENTS.map(part => (
              <tr key={part}>
                <th scope="row">{words[part]}</th>
                {candidates.map(({ meme, parts }) => (
                  <td key={meme.id}>{(parts[part] ?? 0).toFixed(3)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
