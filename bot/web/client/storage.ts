/** Reads what this page stored; undefined where there is nothing, or storage is forbidden. */
export function stored(key: string): string | undefined {
  try {
    return localStorage.getItem(`doutu-${key}`) ?? undefined
  } catch {
    return undefined
  }
}

/** Stores a text, or removes it; where storage is full or forbidden the page works on without. @returns whether it was stored */
export function store(key: string, text: string | undefined): boolean {
  try {
    if (text === undefined) localStorage.removeItem(`doutu-${key}`)
    else localStorage.setItem(`doutu-${key}`, text)
    return true
  } catch {
    return false
  }
}
