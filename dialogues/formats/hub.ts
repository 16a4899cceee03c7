import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Dialogue, dialogueJsonSchema } from '../record.ts'
import { datasetCard } from './card.ts'
import { imagePath } from './format.ts'
import { copyImages, type FoundMeme } from './images.ts'
import { writeParquet } from './parquet.ts'
import { SPLITS, splitDialogues } from './split.ts'

/** Writes a folder that can be uploaded to the Hugging Face hub as it is. @param name what the data set is called */
export function writeHub(
  folder: string,
  dialogues: readonly Dialogue[],
  images: readonly FoundMeme[],
  name: string,
  seed: string,
): void {
  const split = splitDialogues(dialogues, seed)
  mkdirSync(join(folder, 'data'), { recursive: true })
  mkdirSync(join(folder, 'parquet'), { recursive: true })
  mkdirSync(join(folder, 'images'), { recursive: true })
  for (const part of SPLITS) {
    writeFileSync(join(folder, 'data', `${part}.jsonl`), jsonLines(split.dialogues[part]))
    if (split.dialogues[part].length > 0)
      writeParquet(join(folder, 'parquet', `${part}.parquet`), split.dialogues[part])
  }
  copyImages(images, folder, imagePath)
  writeFileSync(join(folder, 'images', 'metadata.jsonl'), jsonLines(images.map(metadataOf)))
  writeFileSync(join(folder, 'schema.json'), `${JSON.stringify(dialogueJsonSchema(), null, 2)}\n`)
  writeFileSync(join(folder, 'splits.json'), `${JSON.stringify(split.heldOut, null, 2)}\n`)
  writeFileSync(join(folder, 'README.md'), datasetCard(split, images, name))
}

function metadataOf({ meme, stored }: FoundMeme): object {
  return {
    file_name: imagePath(meme).replace(/^images\//, ''),
    id: meme.id,
    caption: meme.caption,
    ...(stored ? { annotation: stored.annotation, source: stored.source, licence: stored.licence } : {}),
  }
}

/** JSONL of some values. */
export function jsonLines(values: readonly unknown[]): string {
  return values.map(value => `${JSON.stringify(value)}\n`).join('')
}
