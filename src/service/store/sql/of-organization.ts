/** What an organization has by name and was decided as input alone: one shape of table for all of it. */
import type { Managed } from '../records.js'
import type { Page } from '../store.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { jsonOf, textOf, type Row, type Runner } from './runner.js'

export interface OfOrganization<I> extends Managed {
  readonly organization: string
  readonly name: string
  readonly input: I
}

const columns = `organization, name, input, ${managedColumns}`

export abstract class SqlOfOrganization<I> {
  protected abstract readonly table: 'spaces' | 'connection_requests'
  /** What is stored may be older than its schema: defaults are filled in. */
  protected abstract parse(stored: unknown): I

  constructor(protected readonly sql: Runner) {}

  #fromRow(row: Row): OfOrganization<I> {
    return {
      organization: textOf(row, 'organization'),
      name: textOf(row, 'name'),
      input: this.parse(jsonOf(row, 'input')),
      ...managedFrom(row),
    }
  }

  async find(organization: string, name: string): Promise<OfOrganization<I> | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM ${this.table} WHERE organization = ? AND name = ?`,
      organization,
      name,
    )
    return row && this.#fromRow(row)
  }

  async list(
    organization: string,
    { after = '', limit }: Page,
  ): Promise<readonly OfOrganization<I>[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM ${this.table} WHERE organization = ? AND name > ? ORDER BY name LIMIT ?`,
      organization,
      after,
      limit,
    )
    return rows.map((row) => this.#fromRow(row))
  }

  async insert(record: OfOrganization<I>): Promise<boolean> {
    const inserted = await this.sql.run(
      `INSERT INTO ${this.table} (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      record.organization,
      record.name,
      JSON.stringify(record.input),
      ...managedTo(record),
    )
    return inserted === 1
  }

  async replace(record: OfOrganization<I>): Promise<boolean> {
    const changed = await this.sql.run(
      `UPDATE ${this.table} SET input = ?, version = ?, updated_at = ? WHERE organization = ? AND name = ? AND version = ?`,
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
      `DELETE FROM ${this.table} WHERE organization = ? AND name = ?`,
      organization,
      name,
    )
    return removed === 1
  }
}
