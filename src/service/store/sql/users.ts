/** Users and their memberships as rows. */
import type { GroupKey } from '../../../core/index.js'
import type { Identity, User } from '../records.js'
import type { Users } from '../store.js'
import { spaceColumn } from './groups.js'
import { dateOf, jsonOf, textOf, type Row, type Runner } from './runner.js'

const columns =
  'id, connection, idp_entity_id, subject, login, name, email, created_at, last_sign_in_at'

const fromRow = (row: Row): User => ({
  id: textOf(row, 'id'),
  connection: textOf(row, 'connection'),
  idpEntityId: textOf(row, 'idp_entity_id'),
  subject: textOf(row, 'subject'),
  login: textOf(row, 'login'),
  name: textOf(row, 'name'),
  email: textOf(row, 'email'),
  createdAt: dateOf(row, 'created_at'),
  lastSignInAt: dateOf(row, 'last_sign_in_at'),
})

// Labels hold no line breaks: no two keys meet.
const idOf = (key: GroupKey): string => `${spaceColumn(key)}\n${key.name}`

function without(groups: readonly GroupKey[], taken: readonly GroupKey[]): readonly GroupKey[] {
  const ids = new Set(taken.map(idOf))
  return groups.filter((key) => !ids.has(idOf(key)))
}

export class SqlUsers implements Users {
  constructor(private readonly sql: Runner) {}

  async get(id: string): Promise<User> {
    const row = await this.sql.get(`SELECT ${columns} FROM users WHERE id = ?`, id)
    if (!row) throw new Error(`no user ${id}`)
    return fromRow(row)
  }

  async find({ connection, idpEntityId, subject }: Identity): Promise<User | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM users WHERE connection = ? AND idp_entity_id = ? AND subject = ?`,
      connection,
      idpEntityId,
      subject,
    )
    return row && fromRow(row)
  }

  async groupsOf(id: string): Promise<readonly GroupKey[]> {
    // As one text, like the groups themselves.
    const row = await this.sql.get(
      `SELECT json_group_array(json_object('name', group_name, 'space', nullif(space, ''))) AS held
       FROM (SELECT group_name, space FROM memberships WHERE user_id = ? ORDER BY space, group_name)`,
      id,
    )
    return row ? (jsonOf(row, 'held') as readonly GroupKey[]) : []
  }

  async insert(user: User): Promise<void> {
    await this.sql.run(
      `INSERT INTO users (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      user.id,
      user.connection,
      user.idpEntityId,
      user.subject,
      user.login,
      user.name,
      user.email,
      user.createdAt.getTime(),
      user.lastSignInAt.getTime(),
    )
  }

  async update(user: User): Promise<void> {
    await this.sql.run(
      'UPDATE users SET login = ?, name = ?, email = ?, last_sign_in_at = ? WHERE id = ?',
      user.login,
      user.name,
      user.email,
      user.lastSignInAt.getTime(),
      user.id,
    )
  }

  async remove(id: string): Promise<void> {
    await this.sql.run('DELETE FROM users WHERE id = ?', id)
  }

  async replaceGroups(
    id: string,
    organization: string,
    groups: readonly GroupKey[],
    known?: readonly GroupKey[],
  ): Promise<void> {
    const held = known ?? (await this.groupsOf(id))
    for (const key of without(held, groups)) {
      await this.sql.run(
        'DELETE FROM memberships WHERE user_id = ? AND space = ? AND group_name = ?',
        id,
        spaceColumn(key),
        key.name,
      )
    }
    for (const key of without(groups, held)) {
      await this.sql.run(
        'INSERT INTO memberships (user_id, organization, space, group_name) VALUES (?, ?, ?, ?)',
        id,
        organization,
        spaceColumn(key),
        key.name,
      )
    }
  }
}
