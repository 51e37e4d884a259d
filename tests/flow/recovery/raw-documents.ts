import { DatabaseSync } from 'node:sqlite'
import { canonical } from '../../../core/canonical.ts'
import { type CollectionName, COLLECTIONS } from '../../../core/collections.ts'

/** Every document of a data folder's file as it lies there, canonically: value, the fields it is found by, and its lemmas' hash. */
export function rawDocuments(file: string, collection: CollectionName): readonly string[] {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    const lists = Object.entries(COLLECTIONS[collection].fields).filter(([, type]) => type === 'keywords')
    return db
      .prepare(`SELECT * FROM doc_${collection} ORDER BY id`)
      .all()
      .map(({ row, value, ...columns }) => {
        const own = lists.map(([field]) => [
          field,
          db.prepare(`SELECT value FROM doc_${collection}__${field} WHERE row = ? ORDER BY value`).all(Number(row)),
        ])
        return canonical({ ...columns, version: null, value: JSON.parse(String(value)) as unknown, lists: own })
      })
  } finally {
    db.close()
  }
}
