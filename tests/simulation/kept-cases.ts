import type { Case } from '../../core/case.ts'
import { caseOf, type KeptCase } from '../../core/kept-case.ts'
import type { Kept, MemoryDocuments } from './memory-documents.ts'

/** All cases of the document server, as the engine reads them. */
export const keptCases = (documents: MemoryDocuments): readonly (Kept & { readonly value: Case })[] =>
  documents.all<KeptCase>('cases').map((one) => ({ ...one, value: caseOf(one.value) }))
