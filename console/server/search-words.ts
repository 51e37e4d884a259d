import type { Role } from '../../core/actor.ts'
import { holdsContact } from './contacts.ts'
import type { Query } from '../../core/documents.ts'
import type { ConsoleDeps } from './deps.ts'
import { seesAuthors } from './mask.ts'
import { problem } from './problem.ts'

/** The words of a search, as a query asks for them: for none where nothing was typed; null where what was typed is no words, only signs or
 *  pictures, which no text is found by. Texts are searched as they were written: for those from whom contacts are hidden, an answer to a question that holds one
 *  would tell whose it is. @throws {Problem} 400 naming the field */
export function searchWords({ words }: Pick<ConsoleDeps, 'words'>, role: Role, q: string): Pick<Query, 'words'> | null {
  if (!seesAuthors(role) && holdsContact(q)) {
    const message =
      'looks like a telephone number or an address: what leads to an author is hidden from this account, also from its searches'
    throw problem(400, 'bad-input', { field: 'q', message })
  }
  if (q.trim() === '') return {}
  const asked = words(q)
  return asked.length === 0 ? null : { words: asked }
}
