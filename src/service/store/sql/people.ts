/** People of an organization as rows. */
import { personStates, type PersonState, type SpaceMembership } from '../../../core/index.js'
import type { Identity, PersonRecord } from '../records.js'
import type { Page, People, Recognition } from '../store.js'
import { managedColumns, managedTo } from './managed.js'
import {
  dateOf,
  jsonOf,
  numberOf,
  textOf,
  textOrNull,
  type Row,
  type Runner,
  type Value,
} from './runner.js'

/** What people are looked up by. Each has an index, and an index is a page to write: written only when it changes. */
const looked = 'organization, login, user_name_key, external_id, subject'
const told = 'state, user_name, connection, idp_entity_id, timezone, spaces, roles, account_role'
const columns = `id, ${looked}, ${told}, ${managedColumns}`

const each = (names: string, made: string): string => names.replace(/\w+/g, made)
const insertion = `INSERT INTO people (${columns}) VALUES (${each(columns, '?')})
  ON CONFLICT (id) DO UPDATE SET ${each(columns, '$& = excluded.$&')}`
const update = `UPDATE people SET ${each(`${told}, ${managedColumns}`, '$& = ?')}
  WHERE id = ? AND ${each(looked, '$& IS NOT DISTINCT FROM ?').replaceAll(',', ' AND')}`

function stateOf(row: Row): PersonState {
  const found = personStates.find((state) => state === row['state'])
  if (found === undefined) throw new Error(`a person is in state ${textOf(row, 'state')}`)
  return found
}

function identityOf(row: Row): Identity | null {
  const connection = textOrNull(row, 'connection')
  const idpEntityId = textOrNull(row, 'idp_entity_id')
  const subject = textOrNull(row, 'subject')
  if (connection === null || idpEntityId === null || subject === null) return null
  return { connection, idpEntityId, subject }
}

const fromRow = (row: Row): PersonRecord => ({
  id: textOf(row, 'id'),
  organization: textOf(row, 'organization'),
  state: stateOf(row),
  login: textOf(row, 'login'),
  userName: textOf(row, 'user_name'),
  externalId: textOrNull(row, 'external_id'),
  identity: identityOf(row),
  timezone: textOrNull(row, 'timezone'),
  spaces: jsonOf(row, 'spaces') as readonly SpaceMembership[],
  roles: row['roles'] === null ? null : (jsonOf(row, 'roles') as readonly string[]),
  accountRole: textOrNull(row, 'account_role'),
  version: numberOf(row, 'version'),
  createdAt: dateOf(row, 'created_at'),
  updatedAt: dateOf(row, 'updated_at'),
  creationKey: textOrNull(row, 'creation_key'),
})

const lookedOf = (person: PersonRecord): readonly Value[] => [
  person.organization,
  person.login,
  person.userName.toLowerCase(),
  person.externalId,
  person.identity?.subject ?? null,
]

const toldOf = (person: PersonRecord): readonly Value[] => [
  person.state,
  person.userName,
  person.identity?.connection ?? null,
  person.identity?.idpEntityId ?? null,
  person.timezone,
  JSON.stringify(person.spaces),
  person.roles && JSON.stringify(person.roles),
  person.accountRole,
  ...managedTo(person),
]

// The living before the removed, so that a name given anew means the one who has it now.
const livingFirst = "ORDER BY state = 'removed', created_at DESC, id"

export class SqlPeople implements People {
  constructor(private readonly sql: Runner) {}

  async find(id: string): Promise<PersonRecord | undefined> {
    const row = await this.sql.get(`SELECT ${columns} FROM people WHERE id = ?`, id)
    return row && fromRow(row)
  }

  async named(organization: string, login: string): Promise<PersonRecord | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM people WHERE id IN (
        SELECT id FROM people WHERE organization = ? AND login = ?
        UNION SELECT id FROM people WHERE organization = ? AND user_name_key = ?) ${livingFirst} LIMIT 1`,
      ...[organization, login, organization, login.toLowerCase()],
    )
    return row && fromRow(row)
  }

  async answering(
    organization: string,
    { subject, email, login }: Recognition,
  ): Promise<readonly PersonRecord[]> {
    // One index each; joined by OR they would read the whole organization.
    const rows = await this.sql.all(
      `SELECT ${columns} FROM people WHERE id IN (
        SELECT id FROM people WHERE organization = ? AND subject = ?
        UNION SELECT id FROM people WHERE organization = ? AND external_id = ?
        UNION SELECT id FROM people WHERE organization = ? AND user_name_key IN (?, ?)) ORDER BY id`,
      ...[organization, subject, organization, subject, organization],
      email.toLowerCase(),
      login.toLowerCase(),
    )
    return rows.map(fromRow)
  }

  async list(organization: string, { after = '', limit }: Page): Promise<readonly PersonRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM people WHERE organization = ? AND id > ? ORDER BY id LIMIT ?`,
      organization,
      after,
      limit,
    )
    return rows.map(fromRow)
  }

  async countByState(organization: string): Promise<Partial<Record<PersonState, number>>> {
    const rows = await this.sql.all(
      'SELECT state, COUNT(*) AS number FROM people WHERE organization = ? GROUP BY state',
      organization,
    )
    return Object.fromEntries(rows.map((row) => [stateOf(row), numberOf(row, 'number')]))
  }

  async put(person: PersonRecord): Promise<void> {
    const [looks, tells] = [lookedOf(person), toldOf(person)]
    if ((await this.sql.run(update, ...tells, person.id, ...looks)) === 1) return
    await this.sql.run(insertion, person.id, ...looks, ...tells)
  }
}
