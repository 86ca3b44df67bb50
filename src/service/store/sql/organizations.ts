/** Organizations as rows. */
import { OrganizationInput } from '../../../core/index.js'
import type { OrganizationRecord } from '../records.js'
import type { Organizations, Page } from '../store.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { parsedBy } from './parsed.js'
import { textOf, type Row, type Runner } from './runner.js'

const organizationInputIn = parsedBy(OrganizationInput)
const columns = `name, input, ${managedColumns}`

const fromRow = (row: Row): OrganizationRecord => ({
  name: textOf(row, 'name'),
  input: organizationInputIn(row, 'input'),
  ...managedFrom(row),
})

export class SqlOrganizations implements Organizations {
  constructor(private readonly sql: Runner) {}

  find(name: string): Promise<OrganizationRecord | undefined> {
    return this.sql.configured(`organization ${name}`, async () => {
      const row = await this.sql.get(`SELECT ${columns} FROM organizations WHERE name = ?`, name)
      return row && fromRow(row)
    })
  }

  async list({ after = '', limit }: Page): Promise<readonly OrganizationRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM organizations WHERE name > ? ORDER BY name LIMIT ?`,
      after,
      limit,
    )
    return rows.map(fromRow)
  }

  async insert(record: OrganizationRecord): Promise<boolean> {
    const inserted = await this.sql.run(
      `INSERT INTO organizations (${columns}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      record.name,
      JSON.stringify(record.input),
      ...managedTo(record),
    )
    return inserted === 1
  }

  async replace(record: OrganizationRecord): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE organizations SET input = ?, version = ?, updated_at = ? WHERE name = ? AND version = ?',
      JSON.stringify(record.input),
      record.version,
      record.updatedAt.getTime(),
      record.name,
      record.version - 1,
    )
    return changed === 1
  }

  async remove(name: string): Promise<boolean> {
    return (await this.sql.run('DELETE FROM organizations WHERE name = ?', name)) === 1
  }
}
