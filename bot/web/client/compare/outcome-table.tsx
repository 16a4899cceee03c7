import { useSignal } from '@preact/signals'
import { REASON_SENTENCES } from '../../../../src/pipeline/reasons.ts'
import type { ComparedSide, ComparedStep } from '../../compare/protocol.ts'
import { locale, say } from '../locale.ts'
import { PartsChart } from '../why/parts-chart.tsx'
import { differing, isDifferent, result, type SideName } from './run.ts'
import { compareWords } from './words.ts'

/** Every line with what each side did. */
export function OutcomeTable() {
  const words = say(compareWords)
  const compared = result.value
  if (!compared) return null
  return (
    <>
      <p class="compare-summary" role="status">
        <strong>{words.differ(differing.value)}</strong>
      </p>
      <div class="compare-rows">
        <div class="compare-row compare-head">
          <SideSummary name="left" side={compared.left} />
          <SideSummary name="right" side={compared.right} />
        </div>
        {compared.lines.map((line, index) => (
          <section key={index} class={`compare-row${isDifferent(index) ? ' compare-differs' : ''}`} aria-label={line}>
            <p class="compare-line">
              {line}
              {isDifferent(index) && <span class="compare-mark">{words.different}</span>}
            </p>
            <Step name="left" step={compared.left.steps[index]} weights={compared.left.weights} />
            <Step name="right" step={compared.right.steps[index]} weights={compared.right.weights} />
          </section>
        ))}
      </div>
    </>
  )
}

function SideSummary({ name, side }: { readonly name: SideName; readonly side: ComparedSide }) {
  const words = say(compareWords)
  return (
    <div class={`compare-${name}`}>
      <h3>{words[name]}</h3>
      <p>{words.sent(side.sent, side.steps.length)}</p>
      <p class="compare-small">{words.calibration(side.calibratedOn)}</p>
    </div>
  )
}

interface StepProps {
  readonly name: SideName
  readonly step: ComparedStep | undefined
  readonly weights: ComparedSide['weights']
}

function Step({ name, step, weights }: StepProps) {
  const words = say(compareWords)
  const isOpen = useSignal(false)
  if (!step) return <div />
  const { meme, reason, score, threshold, candidates } = step
  return (
    <div class={`compare-step compare-${name}`}>
      <span class="compare-side">{words[name]}</span>
      {meme ? (
        <figure>
          <img src={meme.url} alt={meme.caption} width="96" height="96" loading="lazy" />
          <figcaption>{meme.caption}</figcaption>
        </figure>
      ) : (
        <p class="compare-held">{REASON_SENTENCES[reason][locale.value]}</p>
      )}
      <ScoreBar score={score} threshold={threshold} />
      {candidates.length > 0 && (
        <details onToggle={event => openOrClose(event.currentTarget.open)}>
          <summary>{words.candidates}</summary>
          {isOpen.value && <PartsChart candidates={candidates} weights={weights} sent={meme?.id} />}
        </details>
      )}
    </div>
  )

  function openOrClose(open: boolean): void {
    isOpen.value = open
  }
}

/** The best score as a bar, with the threshold as a line across it; both in [0, 1], a threshold above is at the end. */
function ScoreBar({ score, threshold }: { readonly score: number; readonly threshold: number }) {
  const words = say(compareWords)
  const percent = (value: number) => `${Math.round(Math.min(1, Math.max(0, value)) * 100)}%`
  return (
    <div class="compare-score">
      <div class="compare-bar" aria-hidden="true">
        <i class={score >= threshold ? 'compare-passed' : ''} style={{ width: percent(score) }} />
        <b style={{ left: percent(threshold) }} />
      </div>
      <small>{words.scoreOf(score.toFixed(2), threshold.toFixed(2))}</small>
    </div>
  )
}
