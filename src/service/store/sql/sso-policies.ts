/** Sign-in policies as rows: one an organization at most. */
import { SsoPolicyInput } from '../../../admin-api/index.js'
import { parseWith } from '../../../core/index.js'
import type { SsoPolicyRecord } from '../records.js'
import type { SsoPolicies } from '../ways-in.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { jsonOf, textOf, type Row, type Runner } from './runner.js'

const columns = `organization, input, ${managedColumns}`

const fromRow = (row: Row): SsoPolicyRecord => ({
  organization: textOf(row, 'organization'),
  input: parseWith(SsoPolicyInput, jsonOf(row, 'input')),
  ...managedFrom(row),
})

export class SqlSsoPolicies implements SsoPolicies {
  constructor(private readonly sql: Runner) {}

  async find(organization: string): Promise<SsoPolicyRecord | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM sso_policies WHERE organization = ?`,
      organization,
    )
    return row && fromRow(row)
  }

  async insert(record: SsoPolicyRecord): Promise<boolean> {
    const inserted = await this.sql.run(
      `INSERT INTO sso_policies (${columns}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      record.organization,
      JSON.stringify(record.input),
      ...managedTo(record),
    )
    return inserted === 1
  }

  async replace(record: SsoPolicyRecord): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE sso_policies SET input = ?, version = ?, updated_at = ? WHERE organization = ? AND version = ?',
      JSON.stringify(record.input),
      record.version,
      record.updatedAt.getTime(),
      record.organization,
      record.version - 1,
    )
    return changed === 1
  }

  async remove(organization: string): Promise<boolean> {
    const removed = await this.sql.run(
      'DELETE FROM sso_policies WHERE organization = ?',
      organization,
    )
    return removed === 1
  }
}
