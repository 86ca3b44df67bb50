/** Claims to e-mail domains as rows. */
import { DomainInput } from '../../../admin-api/index.js'
import { parseWith } from '../../../core/index.js'
import type { DomainRecord } from '../records.js'
import type { Page } from '../store.js'
import type { Domains } from '../ways-in.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { dateOrNull, jsonOf, textOf, type Row, type Runner } from './runner.js'

const columns = `organization, name, input, record_value, verified_at, ${managedColumns}`

const fromRow = (row: Row): DomainRecord => ({
  organization: textOf(row, 'organization'),
  name: textOf(row, 'name'),
  input: parseWith(DomainInput, jsonOf(row, 'input')),
  recordValue: textOf(row, 'record_value'),
  verifiedAt: dateOrNull(row, 'verified_at'),
  ...managedFrom(row),
})

export class SqlDomains implements Domains {
  constructor(private readonly sql: Runner) {}

  async find(organization: string, name: string): Promise<DomainRecord | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM domains WHERE organization = ? AND name = ?`,
      organization,
      name,
    )
    return row && fromRow(row)
  }

  async findVerified(name: string): Promise<DomainRecord | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM domains WHERE name = ? AND verified_at IS NOT NULL`,
      name,
    )
    return row && fromRow(row)
  }

  async list(organization: string, { after = '', limit }: Page): Promise<readonly DomainRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM domains WHERE organization = ? AND name > ? ORDER BY name LIMIT ?`,
      organization,
      after,
      limit,
    )
    return rows.map(fromRow)
  }

  async insert(record: DomainRecord): Promise<boolean> {
    const inserted = await this.sql.run(
      `INSERT INTO domains (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      record.organization,
      record.name,
      JSON.stringify(record.input),
      record.recordValue,
      record.verifiedAt && record.verifiedAt.getTime(),
      ...managedTo(record),
    )
    return inserted === 1
  }

  async replace(record: DomainRecord): Promise<boolean> {
    const holder = record.verifiedAt && (await this.findVerified(record.name))
    if (holder && holder.organization !== record.organization) return false
    const changed = await this.sql.run(
      'UPDATE domains SET input = ?, verified_at = ?, version = ?, updated_at = ? WHERE organization = ? AND name = ? AND version = ?',
      JSON.stringify(record.input),
      record.verifiedAt && record.verifiedAt.getTime(),
      record.version,
      record.updatedAt.getTime(),
      record.organization,
      record.name,
      record.version - 1,
    )
    return changed === 1
  }

  async remove(organization: string, name: string): Promise<boolean> {
    const removed = await this.sql.run(
      'DELETE FROM domains WHERE organization = ? AND name = ?',
      organization,
      name,
    )
    return removed === 1
  }
}
