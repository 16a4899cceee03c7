import './why.css'
import { GATE_REASONS, type HoldReason } from '../../../../src/schemas/decision.ts'
import type { PageDecision } from '../../chat/protocol.ts'
import type { Reply } from '../chat/conversation.ts'
import { conversation, selected } from '../chat/session.ts'
import { locale, say } from '../locale.ts'
import { PartsChart } from './parts-chart.tsx'
import { explanationOf } from './sentence.ts'
import { WhatIf } from './sliders.tsx'
import { textOf } from './thought.ts'
import { Timeline } from './timeline.tsx'
import { whyWords } from './words.ts'

/** The decision on the selected message: what, why, against which threshold, and how it would have been otherwise. */
export default function WhyPanel() {
  const reply = selected.value
  if (!reply) return <p class="empty">{say(whyWords).nothing}</p>
  return (
    <>
      <Decision reply={reply} />
      <Timeline />
      <WhatIf />
    </>
  )
}

function Decision({ reply }: { readonly reply: Reply }) {
  const words = say(whyWords)
  const { decision } = reply
  const { headline, details } = explanationOf(decision, locale.value)
  return (
    <section class={`why-section why-decision why-${decision.kind}`} data-decision={decision.id}>
      <blockquote lang="zh-CN">{textOf(conversation.value, decision)}</blockquote>
      <p class="why-headline">{headline}</p>
      {details.map(detail => (
        <p key={detail}>{detail}</p>
      ))}
      <Gate reason={decision.reason} />
      {decision.candidates.length > 0 && <Scale decision={decision} />}
      <h3>{words.candidates}</h3>
      {decision.candidates.length > 0 ? (
        <PartsChart
          candidates={decision.candidates}
          weights={decision.weights}
          sent={decision.kind === 'send' ? decision.meme?.id : undefined}
        />
      ) : (
        <p class="why-hint">{words.noCandidates}</p>
      )}
    </section>
  )
}

function Gate({ reason }: { readonly reason: HoldReason | 'fits' }) {
  const words = say(whyWords)
  const held = reason !== 'fits' && GATE_REASONS.has(reason)
  return (
    <p class={`why-gate ${held ? 'why-held' : ''}`}>
      {words.gate}: <strong>{held ? words.gateHeld : words.gatePassed}</strong>
    </p>
  )
}

const percent = (value: number) => `${Math.min(1, Math.max(0, value)) * 100}%`

/** The best score on a line from 0 to 1, and the threshold that it was held against. */
function Scale({ decision }: { readonly decision: PageDecision }) {
  const words = say(whyWords)
  const { score, threshold } = decision
  return (
    <div class="why-scale">
      <p>
        <strong>
          {words.score} {score.toFixed(2)}
        </strong>
        <span>
          {words.threshold} {threshold.toFixed(2)}
        </span>
      </p>
      <div class="why-track" aria-hidden="true">
        <i class="why-fill" style={{ width: percent(score) }} />
        <i class="why-tick" style={{ left: percent(threshold) }} />
      </div>
    </div>
  )
}
