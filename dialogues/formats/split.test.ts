import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Dialogue } from '../record.ts'
import { anyDialogue, dialogueOf, turnOf } from '../testing/dialogue.ts'
import { SPLITS, splitDialogues } from './split.ts'

const memesOf = ({ turns }: Dialogue) => turns.flatMap(({ meme }) => (meme ? [meme.id] : []))

it('every dialogue is in exactly one split, and training touches no scene, persona or meme that was held out', () => {
  fc.assert(
    fc.property(fc.array(anyDialogue, { minLength: 1, maxLength: 30 }), fc.string(), (dialogues, seed) => {
      const { dialogues: split, heldOut } = splitDialogues(dialogues, seed)
      expect(SPLITS.flatMap(part => split[part]).length).toBe(dialogues.length)
      expect(new Set(SPLITS.flatMap(part => [...split[part]])).size).toBe(new Set(dialogues).size)
      for (const dialogue of split.train)
        for (const held of [heldOut.dev, heldOut.test]) {
          expect(held.scenes).not.toContain(dialogue.scene.id)
          for (const { id } of dialogue.personas) expect(held.personas).not.toContain(id)
          for (const id of memesOf(dialogue)) expect(held.memes).not.toContain(id)
        }
    }),
    { numRuns: 100 },
  )
})

it('a set of some size keeps most for training, and both other splits have scenes, personas and memes of their own', () => {
  const people = (index: number) =>
    [
      { ...dialogueOf([]).personas[0], id: `p${index % 64}` },
      { ...dialogueOf([]).personas[1], id: `p${(index * 7 + 1) % 64}` },
    ] as const
  const dialogues = Array.from({ length: 400 }, (_, index) =>
    dialogueOf(
      [turnOf('A', '好', `m${index % 97}`), turnOf('B', '行', index % 2 ? `m${(index * 5) % 97}` : undefined)],
      {
        id: `role-${index}`,
        scene: { ...dialogueOf([]).scene, id: `s${index % 120}` },
        personas: [...people(index)],
      },
    ),
  )
  const { dialogues: split, heldOut } = splitDialogues(dialogues, '1')
  expect(split.train.length / dialogues.length).toBeGreaterThan(0.5)
  for (const part of ['dev', 'test'] as const) {
    expect(split[part].length).toBeGreaterThan(20)
    for (const held of [heldOut[part].scenes, heldOut[part].personas, heldOut[part].memes])
      expect(held.length).toBeGreaterThan(1)
  }
  expect(splitDialogues(dialogues, '1')).toEqual({ dialogues: split, heldOut })
  expect(splitDialogues(dialogues, '2').heldOut).not.toEqual(heldOut)
})
