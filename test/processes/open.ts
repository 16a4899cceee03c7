// Opens the database of a folder as soon as it is told to, and stays.
import { once } from 'node:events'
import { openDatabase } from '../../src/storage/database.ts'

process.stdout.write('ready\n')
await once(process.stdin, 'data')
await openDatabase(process.argv[2]!)
process.stdout.write('opened\n')
setInterval(() => {}, 1000)
