import type { Dialogue } from '../record.ts'
import { aggregate, type GroupReport } from './aggregate.ts'
import { type Judgement, type JudgeReport, sumJudgements } from './judge.ts'
import { type DialogueMeasure, type MeasureTools, measure } from './measure.ts'

/** A group of dialogues and what it comes to. */
export interface EvaluatedGroup {
  readonly strategy: string
  readonly length: number | null
  readonly report: GroupReport
  readonly judge: JudgeReport | null
}

/** The evaluation of a data set: all of it, each strategy, and each strategy at each length. */
export interface Evaluation {
  readonly all: EvaluatedGroup
  readonly groups: readonly EvaluatedGroup[]
}

/** Measures every dialogue once, and sums up by strategy and length. @param judgements by dialogue id */
export async function evaluate(
  dialogues: readonly Dialogue[],
  tools: MeasureTools,
  options: {
    seed: string
    judgements?: ReadonlyMap<string, Judgement>
    onProgress?: (done: number, total: number) => void
  },
): Promise<Evaluation> {
  const measured: Array<{ dialogue: Dialogue; measures: DialogueMeasure }> = []
  for (const dialogue of dialogues) {
    measured.push({ dialogue, measures: await measure(dialogue, tools) })
    options.onProgress?.(measured.length, dialogues.length)
  }
  const size = [...tools.library.byId.values()].filter(({ meme }) => meme.state === 'approved').length
  const group = (strategy: string, length: number | null): EvaluatedGroup => {
    const members = measured.filter(
      ({ dialogue }) =>
        (strategy === 'all' || dialogue.strategy === strategy) && (length === null || dialogue.turns.length === length),
    )
    const judged = members.flatMap(({ dialogue }) => options.judgements?.get(dialogue.id) ?? [])
    return {
      strategy,
      length,
      report: aggregate(
        members.map(({ measures }) => measures),
        size,
        options.seed,
      ),
      judge: judged.length > 0 ? sumJudgements(judged, options.seed) : null,
    }
  }
  const strategies = [...new Set(dialogues.map(({ strategy }) => strategy))]
  const lengths = [...new Set(dialogues.map(({ turns }) => turns.length))].sort((a, b) => a - b)
  const groups = strategies.flatMap(strategy => [
    group(strategy, null),
    ...lengths.map(length => group(strategy, length)),
  ])
  return { all: group('all', null), groups: groups.filter(({ report }) => report.dialogues > 0) }
}
