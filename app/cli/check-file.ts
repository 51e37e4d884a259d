import { integrity } from '../../adapters/embedded/integrity.ts'
import { brokenStore } from '../broken-store.ts'
import type { Io } from './command.ts'
import { progress } from './progress.ts'

/** Problems of a store's file, with a line of progress; one that cannot be read at all is one problem. */
export async function checked(file: string, io: Io): Promise<readonly string[]> {
  const bar = progress(io, 'parts of the file checked')
  try {
    return await integrity(file, () => bar.add(1))
  } catch (error) {
    return [brokenStore(file, error)]
  } finally {
    bar.close()
  }
}
