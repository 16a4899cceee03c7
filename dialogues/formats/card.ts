import type { Dialogue } from '../record.ts'
import type { FoundMeme } from './images.ts'
import { SPLITS, type Split } from './split.ts'

/** The dataset card (README.md of a Hugging Face data set): metadata, statistics, how it was made, licences. */
export function datasetCard(split: Split, images: readonly FoundMeme[], name: string): string {
  const all = SPLITS.flatMap(part => split.dialogues[part])
  return `${metadata(all, name)}\n# ${name}

Chinese multi-turn dialogues between two people, with memes retrieved in context. ${all.length} dialogues, made by machine; nobody in them is real.
中文双人多轮聊天，带有按语境检索的表情包。共 ${all.length} 段，由程序生成，人物均为虚构。

## Statistics

${statistics(split)}

## Splits

Nothing below occurs in \`train\`: a dialogue that touches it is in the split that it was held out for.

| held out for | scenes | personas | memes |
|---|---|---|---|
${(['dev', 'test'] as const).map(part => `| ${part} | ${split.heldOut[part].scenes.length} | ${split.heldOut[part].personas.length} | ${split.heldOut[part].memes.length} |`).join('\n')}

The ids are in \`splits.json\`.

## How it was made

Two agents talk, each with its own persona, goal and memory; neither sees the other's prompt. An agent's turn carries its words and its own estimate of the scenario, its emotion and its motivation. After each turn the brain of doutu decides whether a meme is sent, and which: candidates are retrieved by those facets, scored, and held against an adaptive threshold; the strategy in each record says how one of those that fit was drawn (\`random\` is a baseline). Every decision is in the data.

${provenance(all)}

Quality checks set dialogues aside for wrong length, other languages, repetition within and across dialogues (MinHash), confused roles, refusals, leaked prompts, and unsafe content.

## Fields

A line of \`data/*.jsonl\` is one dialogue; its JSON Schema is in \`schema.json\`. A turn that is only a meme has an empty \`text\`. Images are \`images/<id of the meme>\`; \`images/metadata.jsonl\` has their captions, annotations and licences.

## Licences

${licences(images)}

## Known limits

Dialogues by the offline provider are chosen and adapted from a bank of utterances: they are coherent but less varied than people's. Facets are the speakers' own estimates, not annotations by people. Memes come from one small library.
`
}

function metadata(dialogues: readonly Dialogue[], name: string): string {
  const size =
    dialogues.length < 1000
      ? 'n<1K'
      : dialogues.length < 10_000
        ? '1K<n<10K'
        : dialogues.length < 100_000
          ? '10K<n<100K'
          : '100K<n<1M'
  return `---
language:
- zh
license: other
license_name: see-card
pretty_name: ${JSON.stringify(name)}
task_categories:
- text-generation
- image-text-to-text
tags:
- dialogue
- memes
- stickers
- synthetic
size_categories:
- ${size}
configs:
- config_name: default
  data_files:
  - split: train
    path: data/train.jsonl
  - split: validation
    path: data/dev.jsonl
  - split: test
    path: data/test.jsonl
---
`
}

function statistics({ dialogues }: Split): string {
  const rows = SPLITS.map(part => {
    const set = dialogues[part]
    const turns = set.reduce((sum, { turns: all }) => sum + all.length, 0)
    const memes = set.flatMap(({ turns: all }) => all.flatMap(({ meme }) => (meme ? [meme.id] : [])))
    const scenes = new Set(set.map(({ scene }) => scene.id)).size
    return `| ${part} | ${set.length} | ${turns} | ${memes.length} | ${new Set(memes).size} | ${scenes} |`
  })
  return [
    '| split | dialogues | turns | memes sent | different memes | scenes |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

function provenance(dialogues: readonly Dialogue[]): string {
  const counts = (of: (dialogue: Dialogue) => string) => {
    const found = new Map<string, number>()
    for (const dialogue of dialogues) found.set(of(dialogue), (found.get(of(dialogue)) ?? 0) + 1)
    return [...found].map(([value, count]) => `${value} (${count})`).join(', ')
  }
  return [
    `- provider and model: ${counts(({ provider, model }) => `${provider} ${model}`)}`,
    `- strategies: ${counts(({ strategy }) => strategy)}`,
    `- kinds: ${counts(({ kind }) => kind)}`,
    `- library: ${counts(({ libraryHash }) => libraryHash)}; version of the prompts: ${counts(({ promptVersion }) => promptVersion)}`,
  ].join('\n')
}

function licences(images: readonly FoundMeme[]): string {
  const by = new Map<string, number>()
  for (const { stored } of images) {
    const licence = stored?.licence || 'unknown: clear it before you pass the image on'
    by.set(licence, (by.get(licence) ?? 0) + 1)
  }
  const words = '- Words of the offline provider: MIT, as doutu. Words of a language model: by its own terms.'
  return [words, ...[...by].map(([licence, count]) => `- ${count} images: ${licence}`)].join('\n')
}
