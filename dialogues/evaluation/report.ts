import type { EvaluatedGroup, Evaluation } from './evaluate.ts'
import { ASPECT_QUESTIONS, ASPECTS } from './judge.ts'
import { estimateText, table } from './table.ts'

/** The evaluation for a terminal. */
export function evaluationText(evaluation: Evaluation): string {
  const groups = [evaluation.all, ...evaluation.groups]
  const named = (rows: (group: EvaluatedGroup) => string[]) => groups.map(group => [nameOf(group), ...rows(group)])
  const parts = [
    table(
      ['', 'dialogues', 'turns', 'memes', 'memes/dialogue', 'memes/turn', 'gap', 'gap CV'],
      named(({ report }) => [
        String(report.dialogues),
        String(report.turns),
        String(report.memes),
        estimateText(report.memesPerDialogue),
        estimateText(report.sendRate, 3),
        report.spacing.mean?.toFixed(1) ?? '-',
        estimateText(report.spacing.variation),
      ]),
    ),
    table(
      ['', 'different', 'coverage', 'entropy', 'distinct-1', 'distinct-2', 'self-BLEU', 'facets', 'same tone', 'CLIP'],
      named(({ report }) => [
        String(report.coverage.different),
        report.coverage.share.toFixed(2),
        report.coverage.entropy.toFixed(2),
        report.distinct1.toFixed(3),
        report.distinct2.toFixed(3),
        report.selfBleu.toFixed(3),
        estimateText(report.facetSimilarity, 3),
        estimateText(report.emotionConsistency),
        estimateText(report.clipSimilarity, 3),
      ]),
    ),
  ]
  if (evaluation.all.judge) parts.push(judgeTable(groups))
  return parts.join('\n\n')
}

function judgeTable(groups: readonly EvaluatedGroup[]): string {
  const rows = groups.flatMap(group =>
    group.judge
      ? [
          [
            nameOf(group),
            ...ASPECTS.map(
              aspect =>
                `${estimateText(group.judge!.aspects[aspect].score, 1)} α ${group.judge!.aspects[aspect].agreement ?? '-'}`,
            ),
            estimateText(group.judge.overall, 1),
          ],
        ]
      : [],
  )
  return table(['', ...ASPECTS.map(aspect => ASPECT_QUESTIONS[aspect].name), 'overall'], rows)
}

const nameOf = ({ strategy, length }: EvaluatedGroup) => (length === null ? strategy : `  ${strategy} ${length}`)
