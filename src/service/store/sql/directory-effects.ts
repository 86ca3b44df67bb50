/** What a change in a directory does beside it: to sessions, and, as one operation of many, to nothing when it fails. */
import type { TraceLine } from '../../../core/index.js'
import type { DirectoryHouse } from '../directories.js'
import { jsonOf, textOf, type Runner } from './runner.js'
import { keepText, whileItsSession } from './texts.js'

export const endSessionsOver =
  (sql: Runner): DirectoryHouse['endSessionsOf'] =>
  async (person) => {
    await sql.run('DELETE FROM sessions WHERE user_id = ?', person)
  }

export const retraceSessionsOver =
  (sql: Runner): DirectoryHouse['retraceSessionsOf'] =>
  async (person, groups) => {
    const rows = await sql.all(
      'SELECT token_hash, text FROM sessions JOIN texts ON digest = trace WHERE user_id = ?',
      person,
    )
    for (const row of rows) {
      const trace = (jsonOf(row, 'text') as readonly TraceLine[]).filter(
        ({ kind }) => kind !== 'group',
      )
      await sql.run(
        'UPDATE sessions SET trace = ? WHERE token_hash = ?',
        await keepText(sql, [...trace, ...groups], whileItsSession),
        textOf(row, 'token_hash'),
      )
    }
  }

/** Savepoints: what one operation of many did is undone without the others. */
export const attemptOver =
  (sql: Runner): DirectoryHouse['attempt'] =>
  async (work) => {
    await sql.run('SAVEPOINT attempt')
    try {
      const result = await work()
      await sql.run('RELEASE attempt')
      return result
    } catch (error) {
      await sql.run('ROLLBACK TO attempt')
      await sql.run('RELEASE attempt')
      throw error
    }
  }
