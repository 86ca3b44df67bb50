/** Our SAML keys as rows, without their private halves. */
import type { SamlKeyRecord } from '../records.js'
import type { SamlKeys } from '../store.js'
import { dateOf, dateOrNull, textOf, type Row, type Runner } from './runner.js'

const columns = 'id, organization, use, state, certificate, created_at, activated_at, retired_at'

const fromRow = (row: Row): SamlKeyRecord => ({
  id: textOf(row, 'id'),
  organization: textOf(row, 'organization'),
  use: textOf(row, 'use') as SamlKeyRecord['use'],
  state: textOf(row, 'state') as SamlKeyRecord['state'],
  certificate: textOf(row, 'certificate'),
  createdAt: dateOf(row, 'created_at'),
  activatedAt: dateOrNull(row, 'activated_at'),
  retiredAt: dateOrNull(row, 'retired_at'),
})

export class SqlSamlKeys implements SamlKeys {
  constructor(private readonly sql: Runner) {}

  async list(organization: string): Promise<readonly SamlKeyRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM saml_keys WHERE organization = ? ORDER BY created_at DESC, id`,
      organization,
    )
    return rows.map(fromRow)
  }

  async insert(key: SamlKeyRecord): Promise<void> {
    await this.sql.run(
      `INSERT INTO saml_keys (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      key.id,
      key.organization,
      key.use,
      key.state,
      key.certificate,
      key.createdAt.getTime(),
      key.activatedAt?.getTime() ?? null,
      key.retiredAt?.getTime() ?? null,
    )
  }

  async update({ id, state, activatedAt, retiredAt }: SamlKeyRecord): Promise<void> {
    await this.sql.run(
      'UPDATE saml_keys SET state = ?, activated_at = ?, retired_at = ? WHERE id = ?',
      state,
      activatedAt?.getTime() ?? null,
      retiredAt?.getTime() ?? null,
      id,
    )
  }
}
