// Words and decency on the starter library, or on every so many of it: `node --import tsx scripts/measure/words.ts [--every N]`: the share of characters read, and how often the checks are wrong to object.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readManifest, STARTER_FOLDER } from '../../library/manifest.ts'
import { captionOf } from '../../library/read/lines.ts'
import { openReader } from '../../library/read/reader.ts'
import { editDistance, wordCharacters } from '../../library/read/similarity.ts'
import { openClassifier } from '../../library/safety/classifier.ts'
import { rateClasses } from '../../library/safety/safety.ts'
import { rateWords } from '../../library/safety/words.ts'

const { values } = parseArgs({ options: { every: { type: 'string', default: '1' } } })
const memes = readManifest(STARTER_FOLDER)
  .filter((_, index) => index % Number(values.every) === 0)
  .map(meme => ({ ...meme, bytes: readFileSync(join(STARTER_FOLDER, meme.file)) }))
const [reader, classifier] = [
  openReader({ timeoutMilliseconds: 120_000 }),
  openClassifier({ timeoutMilliseconds: 120_000 }),
]
let [wrong, missed, all, objectedWords, objectedPictures] = [0, 0, 0, 0, 0]
await Promise.all(
  memes.map(async meme => {
    const caption = captionOf(await reader.read(meme.bytes))
    const [read, wanted] = [wordCharacters(caption), wordCharacters(meme.caption)]
    wrong += editDistance(read, wanted)
    missed += wanted.filter(character => !read.includes(character)).length
    all += wanted.length
    if (rateWords(`${caption}\n${meme.caption}`).rating !== 'safe') objectedWords += 1
    if (rateClasses(await classifier.classify(meme.bytes)) !== 'safe') objectedPictures += 1
  }),
)
await Promise.all([reader.close(), classifier.close()])
process.stdout.write(
  `${JSON.stringify({ memes: memes.length, characters: all, accuracy: 1 - wrong / all, found: 1 - missed / all, objectedWords, objectedPictures })}\n`,
)
