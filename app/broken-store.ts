/** Of a file that SQLite cannot read as a store, whichever question met it. @throws the error, where it is another one */
export function brokenStore(file: string, error: unknown): string {
  if (!isOfSqlite(error)) throw error
  return `The store ${file} cannot be used: ${error.message}`
}

const isOfSqlite = (error: unknown): error is Error => error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
