// Writes zip files byte by byte, sound ones and others; a library would refuse to write the latter.
import { deflateRawSync } from 'node:zlib'
import UPNG from 'upng-js'

/** An entry, and in which ways its headers lie. */
export interface FixtureEntry {
  readonly name: string | Buffer
  readonly content: Buffer
  readonly stored?: boolean
  /** Size that the headers claim it has. */
  readonly claimed?: number
  readonly crc?: number
  readonly flags?: number
  readonly method?: number
}

const UTF8 = 0x800

export function zipOf(entries: readonly FixtureEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const data = entry.stored ? entry.content : deflateRawSync(entry.content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE((entry.flags ?? 0) | (typeof entry.name === 'string' ? UTF8 : 0), 2)
    common.writeUInt16LE(entry.method ?? (entry.stored ? 0 : 8), 4)
    common.writeUInt32LE(entry.crc ?? UPNG.crc.crc(entry.content, 0, entry.content.length) >>> 0, 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(entry.claimed ?? entry.content.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, name, data])
    const central = Buffer.alloc(46)
    central.write('PK\u0001\u0002', 'latin1')
    central.writeUInt16LE(20, 4)
    common.copy(central, 6)
    central.writeUInt32LE(offset, 42)
    directory.push(Buffer.concat([central, name]))
    parts.push(local)
    offset += local.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}
