/** SAML connections as rows: what was decided, and the IdP as last read. */
import { IdpFacts, SamlConnectionInput } from '../../../core/index.js'
import type { SamlConnectionRecord } from '../records.js'
import type { Page, SamlConnections } from '../store.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { parsedBy } from './parsed.js'
import { textOf, type Row, type Runner } from './runner.js'

const samlConnectionInputIn = parsedBy(SamlConnectionInput)
const idpFactsIn = parsedBy(IdpFacts)
const columns = `name, input, idp, ${managedColumns}`

const fromRow = (row: Row): SamlConnectionRecord => ({
  name: textOf(row, 'name'),
  input: samlConnectionInputIn(row, 'input'),
  idp: idpFactsIn(row, 'idp'),
  ...managedFrom(row),
})

export class SqlSamlConnections implements SamlConnections {
  constructor(private readonly sql: Runner) {}

  find(name: string): Promise<SamlConnectionRecord | undefined> {
    return this.sql.configured(`SAML connection ${name}`, async () => {
      const row = await this.sql.get(`SELECT ${columns} FROM saml_connections WHERE name = ?`, name)
      return row && fromRow(row)
    })
  }

  async list({ after = '', limit }: Page): Promise<readonly SamlConnectionRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM saml_connections WHERE name > ? ORDER BY name LIMIT ?`,
      after,
      limit,
    )
    return rows.map(fromRow)
  }

  async namesOf(organization: string): Promise<readonly string[]> {
    const rows = await this.sql.all(
      'SELECT name FROM connections WHERE organization = ? ORDER BY name',
      organization,
    )
    return rows.map((row) => textOf(row, 'name'))
  }

  async namesByIssuer(idpEntityId: string): Promise<readonly string[]> {
    const rows = await this.sql.all(
      "SELECT name FROM saml_connections WHERE json_extract(idp, '$.entityId') = ? ORDER BY name",
      idpEntityId,
    )
    return rows.map((row) => textOf(row, 'name'))
  }

  async insert(record: SamlConnectionRecord): Promise<boolean> {
    // The name is one among all connections, whatever they speak: it stands in users, tests and URLs.
    const isFree = await this.sql.run(
      "INSERT INTO connections (name, organization, protocol) VALUES (?, ?, 'saml') ON CONFLICT DO NOTHING",
      record.name,
      record.input.organization,
    )
    if (isFree !== 1) return false
    await this.sql.run(
      `INSERT INTO saml_connections (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      record.name,
      JSON.stringify(record.input),
      JSON.stringify(record.idp),
      ...managedTo(record),
    )
    return true
  }

  async replace(record: SamlConnectionRecord): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE saml_connections SET input = ?, idp = ?, version = ?, updated_at = ? WHERE name = ? AND version = ?',
      JSON.stringify(record.input),
      JSON.stringify(record.idp),
      record.version,
      record.updatedAt.getTime(),
      record.name,
      record.version - 1,
    )
    return changed === 1
  }

  async recordReading(name: string, readAt: Date): Promise<void> {
    const row = await this.sql.get('SELECT idp FROM saml_connections WHERE name = ?', name)
    if (!row) return
    const idp = idpFactsIn(row, 'idp')
    await this.sql.run(
      'UPDATE saml_connections SET idp = ? WHERE name = ?',
      JSON.stringify({ ...idp, readAt: readAt.toISOString() }),
      name,
    )
  }

  async remove(name: string): Promise<boolean> {
    const removed = await this.sql.run(
      "DELETE FROM connections WHERE name = ? AND protocol = 'saml'",
      name,
    )
    return removed === 1
  }
}
