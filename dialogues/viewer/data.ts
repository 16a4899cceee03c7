import { type Explainable, type Explanation, explain } from '../../src/pipeline/explain.ts'
import type { Locale } from '../../src/pipeline/reasons.ts'
import { basicEmotion } from '../offline/react.ts'
import type { Dialogue, TurnRecord } from '../record.ts'

/** A turn as the page shows it. */
export interface ViewTurn {
  readonly speaker: 'A' | 'B'
  readonly text: string
  readonly facets: TurnRecord['facets']
  /** The basic emotion that the speaker names; '' where none is named. */
  readonly emotion: string
  readonly meme: { readonly id: string; readonly caption: string } | null
  readonly sent: boolean
  readonly score: number
  readonly threshold: number
  readonly why: Readonly<Record<Locale, Explanation>>
  readonly runnersUp: ReadonlyArray<{ readonly id: string; readonly caption: string; readonly score: number }>
}

/** A dialogue as the page shows it. */
export interface ViewDialogue {
  readonly id: string
  readonly kind: string
  readonly strategy: string
  readonly provider: string
  readonly title: string
  readonly setting: string
  readonly people: ReadonlyArray<{
    readonly name: string
    readonly role: string
    readonly about: string
    readonly goal: string
  }>
  readonly turns: readonly ViewTurn[]
}

/** What the page is given of a dialogue. */
export function viewOf(dialogue: Dialogue): ViewDialogue {
  return {
    id: dialogue.id,
    kind: dialogue.kind,
    strategy: dialogue.strategy,
    provider: [dialogue.provider, dialogue.model].join(' '),
    title: dialogue.scene.title,
    setting: dialogue.scene.setting,
    people: dialogue.personas.map(({ name, role, age, work, character, goal }) => ({
      name,
      role,
      about: `${age} 岁，${work}。${character}`,
      goal,
    })),
    turns: dialogue.turns.map(turnView),
  }
}

function turnView({ speaker, text, facets, meme, decision }: TurnRecord): ViewTurn {
  const explainable = explainableOf({ meme, decision })
  return {
    speaker,
    text,
    facets,
    emotion: facets.emotion.trim() ? basicEmotion(facets.emotion) : '',
    meme: meme && { id: meme.id, caption: meme.caption },
    sent: decision.kind === 'send',
    score: decision.score,
    threshold: decision.threshold,
    why: { zh: explain(explainable, 'zh'), en: explain(explainable, 'en') },
    runnersUp: decision.runnersUp,
  }
}

/** A decision as it is kept, with what the brain's own explanation needs. */
function explainableOf({ meme, decision }: Pick<TurnRecord, 'meme' | 'decision'>): Explainable {
  const { score, threshold, thresholdParts, runnersUp, reason, evidence, memeScore } = decision
  const base = { score, threshold, thresholdParts, runnersUp }
  if (meme || reason === 'fits')
    return {
      ...base,
      kind: 'send',
      reason: 'fits',
      meme: { caption: meme?.caption ?? '' },
      memeScore: memeScore ?? score,
    }
  return { ...base, kind: 'hold', reason, ...(evidence ? { evidence } : {}) }
}
