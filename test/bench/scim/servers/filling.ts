/** Many rows in one transaction, on a connection of its own. */
import Database from 'libsql'

/** @param insert - called once for each person, from 1 */
export function fill(
  path: string,
  count: number,
  prepare: (database: Database.Database) => (n: number) => void,
): void {
  const database = new Database(path)
  const insert = prepare(database)
  database.exec('BEGIN')
  for (let n = 1; n <= count; n++) insert(n)
  database.exec('COMMIT')
  database.close()
}
