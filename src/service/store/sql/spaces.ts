/** Spaces as rows. */
import { parseWith, SpaceInput } from '../../../core/index.js'
import type { SpaceRecord } from '../records.js'
import type { Page, Spaces } from '../store.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { jsonOf, textOf, type Row, type Runner } from './runner.js'

const columns = `organization, name, input, ${managedColumns}`

const fromRow = (row: Row): SpaceRecord => ({
  organization: textOf(row, 'organization'),
  name: textOf(row, 'name'),
  input: parseWith(SpaceInput, jsonOf(row, 'input')),
  ...managedFrom(row),
})

const leave = `
  UPDATE people SET spaces = (
    SELECT json_group_array(json(value)) FROM json_each(people.spaces) WHERE json_extract(value, '$.space') <> ?
  )
  WHERE organization = ?
    AND EXISTS (SELECT 1 FROM json_each(people.spaces) WHERE json_extract(value, '$.space') = ?)`

export class SqlSpaces implements Spaces {
  constructor(private readonly sql: Runner) {}

  async find(organization: string, name: string): Promise<SpaceRecord | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM spaces WHERE organization = ? AND name = ?`,
      organization,
      name,
    )
    return row && fromRow(row)
  }

  async list(organization: string, { after = '', limit }: Page): Promise<readonly SpaceRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM spaces WHERE organization = ? AND name > ? ORDER BY name LIMIT ?`,
      organization,
      after,
      limit,
    )
    return rows.map(fromRow)
  }

  async names(organization: string): Promise<readonly string[]> {
    const rows = await this.sql.all(
      'SELECT name FROM spaces WHERE organization = ? ORDER BY name',
      organization,
    )
    return rows.map((row) => textOf(row, 'name'))
  }

  async insert(record: SpaceRecord): Promise<boolean> {
    const inserted = await this.sql.run(
      `INSERT INTO spaces (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      record.organization,
      record.name,
      JSON.stringify(record.input),
      ...managedTo(record),
    )
    return inserted === 1
  }

  async replace(record: SpaceRecord): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE spaces SET input = ?, version = ?, updated_at = ? WHERE organization = ? AND name = ? AND version = ?',
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
    await this.sql.run(leave, name, organization, name)
    const removed = await this.sql.run(
      'DELETE FROM spaces WHERE organization = ? AND name = ?',
      organization,
      name,
    )
    return removed === 1
  }
}
