import { integrity } from '../../adapters/embedded/integrity.ts'
import type { Io } from './command.ts'
import { progress } from './progress.ts'

/** Problems of a store's file, with a line of progress. */
export async function checked(file: string, io: Io): Promise<readonly string[]> {
  const bar = progress(io, 'parts of the file checked')
  const problems = await integrity(file, () => bar.add(1))
  bar.close()
  return problems
}
