/** Activations as rows. */
import { ActivationInput } from '../../../admin-api/index.js'
import type { ActivationRecord } from '../records.js'
import type { Activations } from '../store.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { parsedBy } from './parsed.js'
import { dateOrNull, textOf, type Row, type Runner } from './runner.js'

const activationInputIn = parsedBy(ActivationInput)
const columns = `connection, input, config_digest, idp, ${managedColumns}`

const fromRow = (row: Row): ActivationRecord => ({
  connection: textOf(row, 'connection'),
  input: activationInputIn(row, 'input'),
  configDigest: textOf(row, 'config_digest'),
  idp: textOf(row, 'idp'),
  ...managedFrom(row),
})

export class SqlActivations implements Activations {
  constructor(private readonly sql: Runner) {}

  find(connection: string): Promise<ActivationRecord | undefined> {
    return this.sql.configured(`activation ${connection}`, async () => {
      const row = await this.sql.get(
        `SELECT ${columns} FROM activations WHERE connection = ?`,
        connection,
      )
      return row && fromRow(row)
    })
  }

  async disabledAt(connection: string): Promise<Date | null> {
    const row = await this.sql.get('SELECT disabled_at FROM connections WHERE name = ?', connection)
    return row ? dateOrNull(row, 'disabled_at') : null
  }

  async insert(record: ActivationRecord): Promise<boolean> {
    const inserted = await this.sql.run(
      `INSERT INTO activations (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      record.connection,
      JSON.stringify(record.input),
      record.configDigest,
      record.idp,
      ...managedTo(record),
    )
    if (inserted !== 1) return false
    await this.sql.run(
      'UPDATE connections SET disabled_at = NULL WHERE name = ?',
      record.connection,
    )
    return true
  }

  async replace(record: ActivationRecord): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE activations SET input = ?, config_digest = ?, idp = ?, version = ?, updated_at = ? WHERE connection = ? AND version = ?',
      JSON.stringify(record.input),
      record.configDigest,
      record.idp,
      record.version,
      record.updatedAt.getTime(),
      record.connection,
      record.version - 1,
    )
    return changed === 1
  }

  async recordProof(connection: string, configDigest: string, idp: string): Promise<void> {
    await this.sql.run(
      'UPDATE activations SET config_digest = ?, idp = ? WHERE connection = ?',
      configDigest,
      idp,
      connection,
    )
  }

  async remove(connection: string, disabledAt: Date): Promise<boolean> {
    const removed = await this.sql.run('DELETE FROM activations WHERE connection = ?', connection)
    if (removed !== 1) return false
    await this.sql.run(
      'UPDATE connections SET disabled_at = ? WHERE name = ?',
      disabledAt.getTime(),
      connection,
    )
    return true
  }
}
