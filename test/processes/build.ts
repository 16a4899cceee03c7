// Gives half of a library other texts and builds its index with a slow encoder, then stays.
import { buildIndex } from '../../indexer/build.ts'
import { withBuildLock } from '../../indexer/lock.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { saveMemes } from '../../src/storage/memes.ts'
import { bigLibrary, fakeEncoder } from '../fakes.ts'

const [folder, version] = [process.argv[2]!, process.argv[3]!]
const encoder = fakeEncoder({ delay: role => (role === 'passage' ? 15 : 0) })
const database = await openDatabase(folder)
await saveMemes(database, bigLibrary(version), 0)
const onProgress = (done: number) => process.stdout.write(`embedded ${done}\n`)
await withBuildLock(folder, () => buildIndex(database, encoder, folder, { full: false, now: 0, onProgress }))
process.stdout.write('built\n')
setInterval(() => {}, 1000)
