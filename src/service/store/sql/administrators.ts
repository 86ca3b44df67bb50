/** Administrators as rows. */
import { AdministratorInput } from '../../../admin-api/index.js'
import { parseWith } from '../../../core/index.js'
import type { AdministratorRecord } from '../records.js'
import type { Page } from '../store.js'
import type { Administrators } from '../ways-in.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { dateOrNull, jsonOf, textOf, textOrNull, type Row, type Runner } from './runner.js'

const columns = `id, organization, email, input, password_hash, password_set_at, password_worked_at, ${managedColumns}`

const fromRow = (row: Row): AdministratorRecord => ({
  id: textOf(row, 'id'),
  organization: textOf(row, 'organization'),
  email: textOf(row, 'email'),
  input: parseWith(AdministratorInput, jsonOf(row, 'input')),
  passwordHash: textOrNull(row, 'password_hash'),
  passwordSetAt: dateOrNull(row, 'password_set_at'),
  passwordWorkedAt: dateOrNull(row, 'password_worked_at'),
  ...managedFrom(row),
})

const timeOf = (date: Date | null): number | null => date && date.getTime()

export class SqlAdministrators implements Administrators {
  constructor(private readonly sql: Runner) {}

  async find(organization: string, email: string): Promise<AdministratorRecord | undefined> {
    const found = await this.findByEmail(email)
    return found?.organization === organization ? found : undefined
  }

  async findByEmail(email: string): Promise<AdministratorRecord | undefined> {
    const row = await this.sql.get(`SELECT ${columns} FROM administrators WHERE email = ?`, email)
    return row && fromRow(row)
  }

  async get(id: string): Promise<AdministratorRecord> {
    const row = await this.sql.get(`SELECT ${columns} FROM administrators WHERE id = ?`, id)
    if (!row) throw new Error(`no administrator ${id}`)
    return fromRow(row)
  }

  async list(
    organization: string,
    { after = '', limit }: Page,
  ): Promise<readonly AdministratorRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM administrators WHERE organization = ? AND email > ? ORDER BY email LIMIT ?`,
      organization,
      after,
      limit,
    )
    return rows.map(fromRow)
  }

  async insert(record: AdministratorRecord): Promise<boolean> {
    const inserted = await this.sql.run(
      `INSERT INTO administrators (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      record.id,
      record.organization,
      record.email,
      JSON.stringify(record.input),
      record.passwordHash,
      timeOf(record.passwordSetAt),
      timeOf(record.passwordWorkedAt),
      ...managedTo(record),
    )
    return inserted === 1
  }

  async replace(record: AdministratorRecord): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE administrators SET input = ?, password_hash = ?, password_set_at = ?, password_worked_at = ?, version = ?, updated_at = ? WHERE id = ? AND version = ?',
      JSON.stringify(record.input),
      record.passwordHash,
      timeOf(record.passwordSetAt),
      timeOf(record.passwordWorkedAt),
      record.version,
      record.updatedAt.getTime(),
      record.id,
      record.version - 1,
    )
    return changed === 1
  }

  async recordPasswordWorked(id: string, at: Date): Promise<void> {
    await this.sql.run(
      'UPDATE administrators SET password_worked_at = ? WHERE id = ?',
      at.getTime(),
      id,
    )
  }

  async remove(id: string): Promise<boolean> {
    return (await this.sql.run('DELETE FROM administrators WHERE id = ?', id)) === 1
  }
}
