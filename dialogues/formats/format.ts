import type { Dialogue, Extra, TurnRecord } from '../record.ts'

/** Splits off what a format of words and pictures cannot say. */
export function extraOf({ turns, ...dialogue }: Dialogue): Extra {
  return { dialogue, turns: turns.map(({ text: _text, ...rest }) => rest) }
}

/** Puts a dialogue together again. @param texts the words of each turn */
export function withTexts({ dialogue, turns }: Extra, texts: readonly string[]): Dialogue {
  return {
    ...dialogue,
    turns: turns.map((turn, index) => ({
      speaker: turn.speaker,
      text: texts[index] ?? '',
      facets: turn.facets,
      meme: turn.meme,
      decision: turn.decision,
    })),
  }
}

/** Where a picture lies inside an exported folder. @param file path in its library, for the ending */
export function imagePath(meme: { readonly id: string; readonly file: string }): string {
  return `images/${meme.id}${/\.\w{2,5}$/.exec(meme.file)?.[0] ?? ''}`
}

/** Turns of one side in a row, which many chat formats want as one message. */
export function runsOf(turns: readonly TurnRecord[]): TurnRecord[][] {
  const runs: TurnRecord[][] = []
  for (const turn of turns) {
    const last = runs.at(-1)
    if (last && last[0]!.speaker === turn.speaker) last.push(turn)
    else runs.push([turn])
  }
  return runs
}

/** What a model that plays one side should know: the scene, and who it is. */
export function systemText(dialogue: Dialogue, side: 'A' | 'B'): string {
  const self = dialogue.personas[side === 'A' ? 0 : 1]
  const other = dialogue.personas[side === 'A' ? 1 : 0]
  return `${dialogue.scene.setting}你是${self.name}，${self.role}。你正在和${other.name}（${other.role}）用手机聊天，合适的时候会发表情包。`
}
