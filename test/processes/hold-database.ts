// Holds the write lock of a database for a while: `hold-database.ts FOLDER MILLISECONDS`.
import { openDatabase } from '../../src/storage/database.ts'

const [folder, milliseconds] = process.argv.slice(2)
const { driver } = await openDatabase(folder!)
driver.exec('BEGIN IMMEDIATE')
process.stdout.write('held\n')
setTimeout(() => driver.exec('COMMIT'), Number(milliseconds))
