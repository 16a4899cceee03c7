/** Reads a JSON column; undefined where there is none or it is damaged, for a schema to judge. */
export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
