/** OpenID Connect connections as rows: what was decided, the IdP as last read, and what is public of our secrets. */
import * as z from 'zod/mini'
import { OidcConnectionInput, OidcIdpFacts } from '../../../core/index.js'
import type { OidcConnectionRecord } from '../records.js'
import type { OidcConnections, Page } from '../store.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { parsedBy } from './parsed.js'
import { textOf, type Row, type Runner, type Value } from './runner.js'

const columns = `name, input, idp, secret, client_key, ${managedColumns}`

const Secret = z.object({ version: z.int(), setAt: z.string() })
const aClientKey = {
  keyId: z.string(),
  publicJwk: z.record(z.string(), z.string()),
  createdAt: z.optional(z.string()),
}
const ClientKey = z.object({
  ...aClientKey,
  next: z.optional(z.object(aClientKey)),
  old: z.optional(z.object(aClientKey)),
})

const secretIn = parsedBy(Secret)
const oidcConnectionInputIn = parsedBy(OidcConnectionInput)
const oidcIdpFactsIn = parsedBy(OidcIdpFacts)
const clientKeyIn = parsedBy(ClientKey)

function secretFrom(row: Row): OidcConnectionRecord['secret'] {
  if (row['secret'] === null) return null
  const { version, setAt } = secretIn(row, 'secret')
  return { version, setAt: new Date(setAt) }
}

const fromRow = (row: Row): OidcConnectionRecord => ({
  name: textOf(row, 'name'),
  input: oidcConnectionInputIn(row, 'input'),
  idp: oidcIdpFactsIn(row, 'idp'),
  secret: secretFrom(row),
  clientKey: row['client_key'] === null ? null : clientKeyIn(row, 'client_key'),
  ...managedFrom(row),
})

const contentTo = ({ input, idp, secret, clientKey }: OidcConnectionRecord): readonly Value[] => [
  JSON.stringify(input),
  JSON.stringify(idp),
  secret && JSON.stringify(secret),
  clientKey && JSON.stringify(clientKey),
]

export class SqlOidcConnections implements OidcConnections {
  constructor(private readonly sql: Runner) {}

  find(name: string): Promise<OidcConnectionRecord | undefined> {
    return this.sql.configured(`OIDC connection ${name}`, async () => {
      const row = await this.sql.get(`SELECT ${columns} FROM oidc_connections WHERE name = ?`, name)
      return row && fromRow(row)
    })
  }

  async list({ after = '', limit }: Page): Promise<readonly OidcConnectionRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM oidc_connections WHERE name > ? ORDER BY name LIMIT ?`,
      after,
      limit,
    )
    return rows.map(fromRow)
  }

  async readBefore(time: Date): Promise<readonly string[]> {
    // RFC 3339 in UTC sorts as it runs.
    const rows = await this.sql.all(
      "SELECT name FROM oidc_connections WHERE json_extract(idp, '$.readAt') < ? ORDER BY name",
      time.toISOString(),
    )
    return rows.map((row) => textOf(row, 'name'))
  }

  async insert(record: OidcConnectionRecord): Promise<boolean> {
    const isFree = await this.sql.run(
      "INSERT INTO connections (name, organization, protocol) VALUES (?, ?, 'oidc') ON CONFLICT DO NOTHING",
      record.name,
      record.input.organization,
    )
    if (isFree !== 1) return false
    await this.sql.run(
      `INSERT INTO oidc_connections (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      record.name,
      ...contentTo(record),
      ...managedTo(record),
    )
    return true
  }

  async replace(record: OidcConnectionRecord): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE oidc_connections SET input = ?, idp = ?, secret = ?, client_key = ?, version = ?, updated_at = ? WHERE name = ? AND version = ?',
      ...contentTo(record),
      record.version,
      record.updatedAt.getTime(),
      record.name,
      record.version - 1,
    )
    return changed === 1
  }

  async recordReading(name: string, readAt: Date): Promise<void> {
    await this.sql.run(
      "UPDATE oidc_connections SET idp = json_set(idp, '$.readAt', ?) WHERE name = ?",
      readAt.toISOString(),
      name,
    )
  }

  async remove(name: string): Promise<boolean> {
    const removed = await this.sql.run(
      "DELETE FROM connections WHERE name = ? AND protocol = 'oidc'",
      name,
    )
    return removed === 1
  }
}
