import { readFileSync } from 'node:fs'

/** Widths of a font's characters, in units of the font size. */
export interface FontMetrics {
  has(character: string): boolean
  advance(character: string): number
}

/** Reads the character map (format 4, which covers all of everyday Chinese) and the widths of a TrueType or OpenType font. */
export function readMetrics(file: string): FontMetrics {
  const bytes = readFileSync(file)
  const tables = new Map<string, number>()
  for (let index = 0; index < bytes.readUInt16BE(4); index++) {
    const record = 12 + 16 * index
    tables.set(bytes.toString('latin1', record, record + 4), bytes.readUInt32BE(record + 8))
  }
  const table = (name: string): number => {
    const offset = tables.get(name)
    if (offset === undefined) throw new Error(`${file} has no ${name} table`)
    return offset
  }
  const unitsPerEm = bytes.readUInt16BE(table('head') + 18)
  const widths = bytes.readUInt16BE(table('hhea') + 34)
  const glyphOf = characterMap(bytes, table('cmap'))
  const glyph = (character: string): number => glyphOf(character.codePointAt(0) ?? 0)
  return {
    has: character => glyph(character) !== 0,
    // Glyphs past the last width share it: that is how fonts store fixed-width runs.
    advance: character => bytes.readUInt16BE(table('hmtx') + 4 * Math.min(glyph(character), widths - 1)) / unitsPerEm,
  }
}

function characterMap(bytes: Buffer, cmap: number): (codePoint: number) => number {
  let subtable = -1
  for (let index = 0; index < bytes.readUInt16BE(cmap + 2); index++) {
    const offset = cmap + bytes.readUInt32BE(cmap + 8 + 8 * index)
    if (bytes.readUInt16BE(offset) === 4) subtable = offset
  }
  if (subtable < 0) throw new Error('the font has no character map of format 4')
  const doubled = bytes.readUInt16BE(subtable + 6)
  const ends = subtable + 14
  const starts = ends + doubled + 2
  return codePoint => {
    for (let at = 0; at < doubled; at += 2) {
      if (codePoint > bytes.readUInt16BE(ends + at)) continue
      const start = bytes.readUInt16BE(starts + at)
      if (codePoint < start) return 0
      const delta = bytes.readUInt16BE(starts + doubled + at)
      const rangeAt = starts + 2 * doubled + at
      const range = bytes.readUInt16BE(rangeAt)
      if (range === 0) return (codePoint + delta) & 0xffff
      const glyph = bytes.readUInt16BE(rangeAt + range + 2 * (codePoint - start))
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff
    }
    return 0
  }
}
