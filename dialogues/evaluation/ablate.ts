import type { Turn } from '../../src/schemas/context.ts'
import { type Chooser, type MemeSettings, openDesk, type Steering, steer } from '../memes/desk.ts'
import type { Prior } from '../memes/phase.ts'
import type { Dialogue, Strategy, TurnRecord } from '../record.ts'
import { aggregate, type GroupReport } from './aggregate.ts'
import { type DialogueMeasure, type MeasureTools, measure } from './measure.ts'
import { bootstrap, type Estimate, mean } from './statistics.ts'

/** The same words without any meme: what every arm of the experiment starts from. Turns that were only a meme are gone. */
export function withoutMemes(dialogue: Dialogue): Dialogue {
  return { ...dialogue, turns: dialogue.turns.filter(({ text }) => text).map(turn => ({ ...turn, meme: null })) }
}

/** Puts memes into given words: after each turn the brain decides as it would have, with a state and a chance of this arm's own. */
export async function insertMemes(
  base: Dialogue,
  brain: Chooser,
  settings: MemeSettings,
  steering: Steering,
  strategy: Strategy,
): Promise<Dialogue> {
  // The phase is drawn from the dialogue's seed alone, so that all arms of one threshold start in the same state.
  const desk = openDesk(brain, settings, steering, strategy, base.seed)
  const context: Turn[] = []
  const turns: TurnRecord[] = []
  for (const turn of base.turns) {
    context.push({ speaker: turn.speaker, text: turn.text })
    const { decision, meme } = await desk.decide(context, turn.speaker, turn.facets)
    turns.push({ ...turn, decision, meme: meme ? { id: meme.id, file: meme.file, caption: meme.caption } : null })
    if (!meme) continue
    context.push({ speaker: turn.speaker, text: `[表情：${meme.caption}]`, own: true })
    desk.delivered(meme, context.length)
  }
  return { ...base, strategy, turns }
}

/** One arm: a strategy and a threshold, at one length of dialogue. */
export interface Arm {
  readonly strategy: Strategy
  readonly threshold: 'adaptive' | number
  readonly length: number
}

/** What an arm comes to, and how it differs from the first strategy's arm on the same dialogues. */
export interface ArmReport extends Arm {
  readonly report: GroupReport
  /** Paired difference in facet similarity to the baseline strategy: this minus that. */
  readonly facetGain: Estimate
}

/** What an ablation is run over. */
export interface Ablation {
  readonly strategies: readonly Strategy[]
  readonly thresholds: ReadonlyArray<'adaptive' | number>
  readonly memes: MemeSettings
  readonly prior: Prior
  readonly seed: string
}

/** Strategies × thresholds × lengths over the same dialogues. The first strategy is the baseline. */
export async function ablate(
  bases: readonly Dialogue[],
  brain: Chooser,
  tools: MeasureTools,
  ablation: Ablation,
  onArm: (arm: Arm, dialogues: readonly Dialogue[]) => void = () => {},
): Promise<ArmReport[]> {
  const plain = bases.map(withoutMemes)
  const lengths = [...new Set(plain.map(({ turns }) => turns.length))].sort((a, b) => a - b)
  const size = [...tools.library.byId.values()].filter(({ meme }) => meme.state === 'approved').length
  const reports: ArmReport[] = []
  for (const length of lengths)
    for (const threshold of ablation.thresholds) {
      const settings = { ...ablation.memes, threshold }
      const steering = steer(settings, ablation.prior)
      let baseline: DialogueMeasure[] | undefined
      for (const strategy of ablation.strategies) {
        const dialogues: Dialogue[] = []
        for (const base of plain.filter(({ turns }) => turns.length === length))
          dialogues.push(await insertMemes(base, brain, settings, steering, strategy))
        const measures: DialogueMeasure[] = []
        for (const dialogue of dialogues) measures.push(await measure(dialogue, tools))
        baseline ??= measures
        onArm({ strategy, threshold, length }, dialogues)
        reports.push({
          strategy,
          threshold,
          length,
          report: aggregate(measures, size, ablation.seed),
          facetGain: gain(measures, baseline, ablation.seed),
        })
      }
    }
  return reports
}

/** Mean facet similarity of one arm minus the other's, resampled over the dialogues that they share. */
function gain(arm: readonly DialogueMeasure[], baseline: readonly DialogueMeasure[], seed: string): Estimate {
  const pairs = arm.map((measures, index) => [measures, baseline[index]!] as const)
  const facets = (units: readonly DialogueMeasure[]) =>
    mean(units.flatMap(({ memes }) => memes.flatMap(meme => meme.facets ?? [])))
  return bootstrap(pairs, units => facets(units.map(([own]) => own)) - facets(units.map(([, other]) => other)), seed)
}
