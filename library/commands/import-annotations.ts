export async function importAnnotations(_path: string, _options: { dryRun: boolean; json: boolean }): Promise<void> {
  throw new Error('unfinished')
}
