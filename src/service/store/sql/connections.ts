/** Names of connections, whatever they speak. */
import type { ConnectionReads, Page } from '../store.js'
import { textOf, type Runner } from './runner.js'

export class SqlConnections implements ConnectionReads {
  constructor(private readonly sql: Runner) {}

  async names({
    organization,
    after = '',
    limit,
  }: Page & { readonly organization?: string | undefined }): Promise<
    readonly { readonly name: string }[]
  > {
    const ofOrganization = organization === undefined ? '' : 'AND organization = ?'
    const rows = await this.sql.all(
      `SELECT name FROM connections WHERE name > ? ${ofOrganization} ORDER BY name LIMIT ?`,
      after,
      ...(organization === undefined ? [] : [organization]),
      limit,
    )
    return rows.map((row) => ({ name: textOf(row, 'name') }))
  }
}
