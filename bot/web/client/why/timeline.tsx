import type { ChartConfiguration, ChartDataset } from 'chart.js'
import { useMemo } from 'preact/hooks'
import { GATE_REASONS, type HoldReason } from '../../../../src/schemas/decision.ts'
import { repliesOf } from '../chat/conversation.ts'
import { conversation, select, selected } from '../chat/session.ts'
import { locale, say } from '../locale.ts'
import { isDark } from '../theme.ts'
import { colour, useChart } from './chart.ts'
import { textOf } from './thought.ts'
import { replayed } from './what-if.ts'
import { whyWords } from './words.ts'

/** One message on the plot. */
interface Point {
  readonly score: number
  readonly threshold: number
  readonly kind: 'send' | 'hold'
  readonly reason: HoldReason | 'fits'
}

/** Whether the gate held a message: then it has no score. */
const isGated = (point: Point | undefined) =>
  point !== undefined && point.reason !== 'fits' && GATE_REASONS.has(point.reason)

/** Best score and threshold over the conversation, with the sends marked; the what-if beside it while there is one. */
export function Timeline() {
  const words = say(whyWords)
  const so = conversation.value
  const replies = repliesOf(so)
  const whatIf = replayed.value
  const chosen = selected.value?.decision.id
  // Read for the charts too: their colours and words follow theme and language.
  const dark = isDark()
  const language = locale.value
  const configuration = useMemo(() => {
    const byDecision = new Map(whatIf?.map(decision => [decision.decision, decision]))
    const points = replies.map(reply => reply.decision)
    const labels = replies.map(reply => textOf(so, reply.decision))
    const marked = points.findIndex(({ id }) => id === chosen)
    const again = whatIf && points.map(({ id }) => byDecision.get(id))
    return configure(points, again, labels, marked, index => select(points[index]?.id))
  }, [so, whatIf, chosen, dark, language])
  const canvas = useChart(configuration)
  const sends = replies.filter(({ decision }) => decision.kind === 'send').length
  return (
    <section class="why-section">
      <h3>{words.timeline}</h3>
      <div class="why-plot">
        <canvas ref={canvas} role="img" aria-label={words.timelineChart(sends, replies.length)} />
      </div>
      <ul class="why-legend">
        <Key name="accent" text={words.scoreLine} />
        <Key name="soft" text={words.thresholdLine} />
        <Key name="bad" text={words.gateMark} mark />
        <Key name="accent-fill" text={words.sendMark} mark />
        {whatIf && <Key name="part-scenario" text={words.ifThresholdLine} />}
        {whatIf && <Key name="part-motivation" text={words.ifSendMark} mark />}
      </ul>
    </section>
  )
}

function Key({ name, text, mark = false }: { readonly name: string; readonly text: string; readonly mark?: boolean }) {
  return (
    <li>
      <i class={mark ? 'why-mark' : undefined} style={{ background: `var(--${name})` }} />
      {text}
    </li>
  )
}

function configure(
  points: readonly Point[],
  again: ReadonlyArray<Point | undefined> | undefined,
  labels: readonly string[],
  marked: number,
  choose: (index: number) => void,
): ChartConfiguration<'line'> {
  const words = say(whyWords)
  const datasets = [
    curve(words.scoreLine, points, 'score', { borderColor: colour('accent'), ...marks(points, marked, 'accent-fill') }),
    gated(points),
    curve(words.thresholdLine, points, 'threshold', {
      borderColor: colour('soft'),
      borderDash: [5, 4],
      pointRadius: 0,
    }),
  ]
  if (again) {
    const [line, send] = [colour('part-scenario'), 'part-motivation']
    datasets.push(
      curve(words.ifThresholdLine, again, 'threshold', { borderColor: line, borderDash: [2, 3], pointRadius: 0 }),
      curve(words.ifScoreLine, again, 'score', { borderColor: line, borderWidth: 1, ...marks(again, -1, send) }),
    )
  }
  const scale = { ticks: { color: colour('soft') }, grid: { color: colour('line') }, border: { display: false } }
  return {
    type: 'line',
    data: { labels: labels.map((_, index) => String(index + 1)), datasets },
    options: {
      interaction: { mode: 'index', intersect: false },
      onClick: (_event, elements) => {
        if (elements[0]) choose(elements[0].index)
      },
      scales: {
        x: { ...scale, grid: { display: false } },
        y: { ...scale, min: 0, suggestedMax: 1 },
      },
      plugins: {
        tooltip: {
          callbacks: {
            title: ([item]) => labels[item?.dataIndex ?? 0] ?? '',
            label: item => `${item.dataset.label}: ${Number(item.raw).toFixed(2)}`,
          },
        },
      },
    },
  }
}

function curve(
  label: string,
  points: ReadonlyArray<Point | undefined>,
  of: 'score' | 'threshold',
  style: Partial<ChartDataset<'line'>>,
): ChartDataset<'line'> {
  const data = points.map(point => (point && !(of === 'score' && isGated(point)) ? point[of] : null))
  return { label, data, borderWidth: 2, spanGaps: true, ...style }
}

/** Crosses at the bottom for the messages that the gate held. */
function gated(points: readonly Point[]): ChartDataset<'line'> {
  return {
    label: say(whyWords).gateHeld,
    data: points.map(point => (isGated(point) ? 0 : null)),
    showLine: false,
    clip: false,
    pointStyle: 'crossRot',
    pointRadius: 5,
    pointBorderWidth: 2,
    borderColor: colour('bad'),
  }
}

/** Sends are large and filled, the message that is explained has a ring. */
function marks(points: ReadonlyArray<Point | undefined>, marked: number, name: string): Partial<ChartDataset<'line'>> {
  const fill = colour(name)
  const sent = (index: number) => points[index]?.kind === 'send'
  return {
    pointStyle: points.map((_, index) => (sent(index) ? 'rectRot' : 'circle')),
    pointRadius: points.map((_, index) => (sent(index) ? 8 : index === marked ? 5 : 2.5)),
    pointHoverRadius: 9,
    pointBackgroundColor: points.map((_, index) => (sent(index) ? fill : colour('panel'))),
    pointBorderWidth: points.map((_, index) => (index === marked ? 3 : 1)),
    pointBorderColor: points.map((_, index) => (index === marked ? colour('ink') : colour('accent'))),
  }
}
