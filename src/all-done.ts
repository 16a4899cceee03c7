/**
 * Waits until everything has ended, and only then fails as the first that failed: what they work with may be closed after it.
 * @throws what the first of them threw
 */
export async function allDone(work: ReadonlyArray<Promise<unknown>>): Promise<void> {
  await Promise.allSettled(work)
  await Promise.all(work)
}
