/** Groups as rows. */
import { GroupInput, parseWith } from '../../../core/index.js'
import type { GroupRecord } from '../records.js'
import type { Groups, Page } from '../store.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { jsonOf, textOf, type Row, type Runner } from './runner.js'

const columns = `organization, name, input, ${managedColumns}`

const fromRow = (row: Row): GroupRecord => ({
  organization: textOf(row, 'organization'),
  name: textOf(row, 'name'),
  input: parseWith(GroupInput, jsonOf(row, 'input')),
  ...managedFrom(row),
})

export class SqlGroups implements Groups {
  constructor(private readonly sql: Runner) {}

  async find(organization: string, name: string): Promise<GroupRecord | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM groups WHERE organization = ? AND name = ?`,
      organization,
      name,
    )
    return row && fromRow(row)
  }

  async list(organization: string, { after = '', limit }: Page): Promise<readonly GroupRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM groups WHERE organization = ? AND name > ? ORDER BY name LIMIT ?`,
      organization,
      after,
      limit,
    )
    return rows.map(fromRow)
  }

  async all(organization: string): Promise<readonly GroupRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM groups WHERE organization = ? ORDER BY name`,
      organization,
    )
    return rows.map(fromRow)
  }

  async insert(record: GroupRecord): Promise<boolean> {
    const inserted = await this.sql.run(
      `INSERT INTO groups (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      record.organization,
      record.name,
      JSON.stringify(record.input),
      ...managedTo(record),
    )
    return inserted === 1
  }

  async replace(record: GroupRecord): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE groups SET input = ?, version = ?, updated_at = ? WHERE organization = ? AND name = ? AND version = ?',
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
      'DELETE FROM groups WHERE organization = ? AND name = ?',
      organization,
      name,
    )
    return removed === 1
  }
}
