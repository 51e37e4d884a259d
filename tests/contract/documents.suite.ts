import { documentsPages } from './documents-pages.suite.ts'
import { documentsQueries } from './documents-queries.suite.ts'
import { documentsUnderTest } from './documents-subject.ts'
import { documentsVersions } from './documents-versions.suite.ts'
import { documentsWords } from './documents-words.suite.ts'
import { documentsWrites } from './documents-writes.suite.ts'
import type { Make } from './subject.ts'

/** What every store of documents must do. */
export function documentsContract(name: string, make: Make): void {
  describe(`the documents of ${name}`, function () {
    this.timeout(60_000)
    const documents = documentsUnderTest(make)
    for (const part of [documentsWrites, documentsVersions, documentsQueries, documentsPages, documentsWords]) part(documents)
  })
}
