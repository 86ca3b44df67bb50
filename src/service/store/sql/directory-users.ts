/** People of a directory as rows: the resource, its comparable twin, the indexed columns, and which person of the organization they are. */
import {
  comparableOf,
  indexedValuesOf,
  sameJson,
  userType,
  type IndexedValues,
  type JsonObject,
} from '../../../scim/index.js'
import type { Asked, DirectoryText, DirectoryUser, Found, Named, SignedIn } from '../directories.js'
import { readText, search, type Table } from './directory-search.js'
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

const columns =
  'r.directory, r.id, r.person, r.is_deleted, r.version, r.created_at, r.updated_at, r.resource'

const groupName = '(SELECT g.display_name FROM directory_groups AS g WHERE g.id = m.group_id)'

const table: Table = {
  name: 'directory_users',
  visible: 'r.is_deleted = 0',
  groups: `(SELECT json_group_array(json_array(id, display)) FROM (
    SELECT g.id, json_extract(g.resource, '$.displayName') AS display FROM directory_members AS m
    JOIN directory_groups AS g ON g.id = m.group_id WHERE m.user_id = r.id ORDER BY g.position))`,
  total: 'users',
  lookups: {
    'emails.value': 'SELECT user_id FROM directory_emails WHERE directory = ? AND value = ?',
    'groups.value': `SELECT m.user_id FROM directory_groups AS g JOIN directory_members AS m ON m.group_id = g.id
      WHERE g.directory = ? AND g.id = ?`,
  },
  places: {
    twin: 'r.comparable',
    columns: {
      id: 'r.id',
      userName: 'r.user_name',
      externalId: 'r.external_id',
      displayName: 'r.display_name',
      active: 'r.active',
      'meta.created': 'r.created_at',
      'meta.lastModified': 'r.updated_at',
      'meta.version': `('W/"' || r.version || '"')`,
    },
    collections: {
      groups: {
        from: 'SELECT m.user_id FROM directory_members AS m WHERE 1',
        columns: {
          'groups.value': 'm.group_id',
          'groups.display': groupName,
          'groups.type': `'direct'`,
        },
      },
    },
  },
}

const fromRow = (row: Row): DirectoryUser => ({
  directory: textOf(row, 'directory'),
  id: textOf(row, 'id'),
  resource: jsonOf(row, 'resource') as JsonObject,
  version: numberOf(row, 'version'),
  createdAt: dateOf(row, 'created_at'),
  updatedAt: dateOf(row, 'updated_at'),
  person: textOf(row, 'person'),
  isDeleted: numberOf(row, 'is_deleted') === 1,
})

export const signedInFrom = (row: Row): SignedIn => ({
  id: textOf(row, 'id'),
  person: textOf(row, 'person'),
  connection: textOf(row, 'connection'),
})

export const namedFrom = (row: Row): Named => ({
  id: textOf(row, 'id'),
  display: textOrNull(row, 'display') ?? undefined,
})

/** What people are looked up by. Each has an index, and an index is a page to write: written only when it changes. */
const looked = ['is_deleted', 'user_name', 'external_id', 'display_name', 'active']

function lookedOf({ isDeleted }: DirectoryUser, indexed: IndexedValues): readonly Value[] {
  const { userName, externalId, displayName, active } = indexed
  return [
    Number(isDeleted),
    userName ?? '',
    externalId ?? null,
    displayName ?? null,
    Number(active !== false),
  ]
}

const told = ['resource', 'comparable', 'version', 'updated_at']

const toldOf = ({ resource, version, updatedAt }: DirectoryUser): readonly Value[] => [
  JSON.stringify(resource),
  JSON.stringify(comparableOf(userType, resource)),
  version,
  updatedAt.getTime(),
]

const inserted = ['directory', 'id', 'person', 'created_at', ...looked, ...told]
const insertion = `INSERT INTO directory_users (${inserted.join(', ')}) VALUES (${inserted.map(() => '?').join(', ')})`

/** By what they assign: a text that is made anew is hashed anew wherever statements are looked up by it. */
const updates = new Map<string, string>()

function updateOf(changed: readonly string[]): string {
  const assigned = [...changed, ...told].join(' = ?, ')
  const sql =
    updates.get(assigned) ??
    `UPDATE directory_users SET ${assigned} = ? WHERE id = ? AND version = ?`
  updates.set(assigned, sql)
  return sql
}

export class SqlDirectoryUsers {
  constructor(private readonly sql: Runner) {}

  async find(directory: string, id: string): Promise<DirectoryUser | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM directory_users AS r WHERE r.id = ? AND r.directory = ? AND r.is_deleted = 0`,
      id,
      directory,
    )
    return row && fromRow(row)
  }

  read(directory: string, id: string): Promise<DirectoryText | undefined> {
    return readText(this.sql, table, directory, id)
  }

  search(asked: Asked): Promise<Found<DirectoryText>> {
    return search(this.sql, table, asked)
  }

  async findByUserName(directory: string, userName: string): Promise<readonly DirectoryUser[]> {
    // Each half has an index of its own; asked for at once, neither would be used.
    const rows = await this.sql.all(
      `SELECT ${columns}, r.position FROM directory_users AS r WHERE r.directory = ? AND r.user_name = ? AND r.is_deleted = 0
       UNION ALL
       SELECT ${columns}, r.position FROM directory_users AS r WHERE r.directory = ? AND r.user_name = ? AND r.is_deleted = 1
       ORDER BY is_deleted, position DESC`,
      ...[directory, userName, directory, userName],
    )
    return rows.map(fromRow)
  }

  async livingOf(person: string): Promise<readonly DirectoryUser[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM directory_users AS r WHERE r.person = ? AND r.is_deleted = 0 ORDER BY r.position`,
      person,
    )
    return rows.map(fromRow)
  }

  async signedIn(directory: string, ids: readonly string[]): Promise<readonly SignedIn[]> {
    const rows = await this.sql.all(
      `SELECT r.id, r.person, u.connection FROM json_each(?) AS j JOIN directory_users AS r ON r.id = j.value
       JOIN users AS u ON u.id = r.person WHERE r.directory = ?`,
      JSON.stringify(ids),
      directory,
    )
    return rows.map(signedInFrom)
  }

  async groupsOf(id: string): Promise<readonly Named[]> {
    const rows = await this.sql.all(
      `SELECT g.id, json_extract(g.resource, '$.displayName') AS display FROM directory_members AS m
       JOIN directory_groups AS g ON g.id = m.group_id WHERE m.user_id = ? ORDER BY g.position`,
      id,
    )
    return rows.map(namedFrom)
  }

  async groupsOfMany(ids: readonly string[]): Promise<ReadonlyMap<string, readonly Named[]>> {
    const rows = await this.sql.all(
      `SELECT m.user_id, g.id, json_extract(g.resource, '$.displayName') AS display
       FROM json_each(?) AS j JOIN directory_members AS m ON m.user_id = j.value
       JOIN directory_groups AS g ON g.id = m.group_id ORDER BY g.position`,
      JSON.stringify(ids),
    )
    const groups = new Map<string, Named[]>()
    for (const row of rows) {
      const user = textOf(row, 'user_id')
      const named = namedFrom(row)
      const known = groups.get(user)
      if (known) known.push(named)
      else groups.set(user, [named])
    }
    return groups
  }

  async known(directory: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.sql.all(
      `SELECT id FROM directory_users WHERE id IN (SELECT value FROM json_each(?)) AND directory = ? AND is_deleted = 0`,
      ...[JSON.stringify(ids), directory],
    )
    return new Set(rows.map((row) => textOf(row, 'id')))
  }

  async insert(user: DirectoryUser): Promise<void> {
    const indexed = indexedValuesOf(user.resource)
    await this.sql.run(
      insertion,
      ...[user.directory, user.id, user.person, user.createdAt.getTime()],
      ...lookedOf(user, indexed),
      ...toldOf(user),
    )
    await this.#writeEmails(user, indexed.emails)
  }

  async replace(user: DirectoryUser, before?: DirectoryUser): Promise<boolean> {
    const indexed = indexedValuesOf(user.resource)
    const was = before && indexedValuesOf(before.resource)
    const [looks, past] = [lookedOf(user, indexed), was && lookedOf(before, was)]
    const isNew = (_: unknown, index: number) => !past || looks[index] !== past[index]
    const changed = await this.sql.run(
      updateOf(looked.filter(isNew)),
      ...[...looks.filter(isNew), ...toldOf(user), user.id, user.version - 1],
    )
    if (changed !== 1) return false
    if (was && sameJson(was.emails, indexed.emails)) return true
    await this.sql.run('DELETE FROM directory_emails WHERE user_id = ?', user.id)
    await this.#writeEmails(user, indexed.emails)
    return true
  }

  async leaveGroups(id: string): Promise<void> {
    await this.sql.run('DELETE FROM directory_members WHERE user_id = ?', id)
  }

  async #writeEmails(user: DirectoryUser, emails: readonly string[]): Promise<void> {
    if (emails.length === 0) return
    await this.sql.run(
      'INSERT INTO directory_emails (directory, value, user_id) SELECT ?, value, ? FROM json_each(?)',
      user.directory,
      user.id,
      JSON.stringify(emails),
    )
  }
}
