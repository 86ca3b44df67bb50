/** Requests for connections as rows. */
import { ConnectionRequestInput } from '../../../admin-api/index.js'
import { parseWith } from '../../../core/index.js'
import type { ConnectionRequestRecord } from '../records.js'
import type { ConnectionRequests, Page } from '../store.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { jsonOf, textOf, type Row, type Runner } from './runner.js'

const columns = `organization, name, input, ${managedColumns}`

const fromRow = (row: Row): ConnectionRequestRecord => ({
  organization: textOf(row, 'organization'),
  name: textOf(row, 'name'),
  input: parseWith(ConnectionRequestInput, jsonOf(row, 'input')),
  ...managedFrom(row),
})

export class SqlConnectionRequests implements ConnectionRequests {
  constructor(private readonly sql: Runner) {}

  async find(organization: string, name: string): Promise<ConnectionRequestRecord | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM connection_requests WHERE organization = ? AND name = ?`,
      organization,
      name,
    )
    return row && fromRow(row)
  }

  async list(
    organization: string,
    { after = '', limit }: Page,
  ): Promise<readonly ConnectionRequestRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM connection_requests WHERE organization = ? AND name > ? ORDER BY name LIMIT ?`,
      organization,
      after,
      limit,
    )
    return rows.map(fromRow)
  }

  async insert(record: ConnectionRequestRecord): Promise<boolean> {
    const inserted = await this.sql.run(
      `INSERT INTO connection_requests (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      record.organization,
      record.name,
      JSON.stringify(record.input),
      ...managedTo(record),
    )
    return inserted === 1
  }

  async replace(record: ConnectionRequestRecord): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE connection_requests SET input = ?, version = ?, updated_at = ? WHERE organization = ? AND name = ? AND version = ?',
      JSON.stringify(record.input),
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
      'DELETE FROM connection_requests WHERE organization = ? AND name = ?',
      organization,
      name,
    )
    return removed === 1
  }
}
