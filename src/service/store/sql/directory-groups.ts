/** Groups of a directory as rows, their members as rows of their own: adding one to 100,000 reads none. */
import {
  comparableOf,
  groupType,
  indexedValuesOf,
  type JsonObject,
  type MemberStep,
} from '../../../scim/index.js'
import type {
  Asked,
  DirectoryResource,
  DirectoryText,
  Found,
  Named,
  SignedIn,
} from '../directories.js'
import { readText, search, type Table } from './directory-search.js'
import { namedFrom, signedInFrom } from './directory-users.js'
import { predicateSql, type Places } from './predicates.js'
import { dateOf, jsonOf, numberOf, textOf, type Row, type Runner } from './runner.js'

const columns = 'r.directory, r.id, r.resource, r.version, r.created_at, r.updated_at'

const memberColumns = {
  'members.value': 'm.user_id',
  'members.display': '(SELECT u.display_name FROM directory_users AS u WHERE u.id = m.user_id)',
  'members.type': `'user'`,
}

const table: Table = {
  name: 'directory_groups',
  visible: '1',
  total: 'groups',
  lookups: {
    'members.value': `SELECT m.group_id FROM directory_users AS u JOIN directory_members AS m ON m.user_id = u.id
      WHERE u.directory = ? AND u.id = ?`,
  },
  places: {
    twin: 'r.comparable',
    columns: {
      id: 'r.id',
      externalId: 'r.external_id',
      displayName: 'r.display_name',
      'meta.created': 'r.created_at',
      'meta.lastModified': 'r.updated_at',
      'meta.version': `('W/"' || r.version || '"')`,
    },
    collections: {
      members: {
        from: 'SELECT m.group_id FROM directory_members AS m WHERE 1',
        columns: memberColumns,
      },
    },
  },
}

/** A predicate about one member, as `removeWhere` carries it. */
const ofMember: Places = { twin: undefined, columns: memberColumns, collections: {} }

const fromRow = (row: Row): DirectoryResource => ({
  directory: textOf(row, 'directory'),
  id: textOf(row, 'id'),
  resource: jsonOf(row, 'resource') as JsonObject,
  version: numberOf(row, 'version'),
  createdAt: dateOf(row, 'created_at'),
  updatedAt: dateOf(row, 'updated_at'),
})

function valuesOf({ resource, version, updatedAt }: DirectoryResource) {
  const { externalId, displayName } = indexedValuesOf(resource)
  return [
    externalId ?? null,
    displayName ?? null,
    JSON.stringify(resource),
    JSON.stringify(comparableOf(groupType, resource)),
    version,
    updatedAt.getTime(),
  ]
}

export class SqlDirectoryGroups {
  constructor(private readonly sql: Runner) {}

  async find(directory: string, id: string): Promise<DirectoryResource | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM directory_groups AS r WHERE r.id = ? AND r.directory = ?`,
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

  async named(directory: string, displayName: string): Promise<readonly string[]> {
    const rows = await this.sql.all(
      'SELECT id FROM directory_groups WHERE directory = ? AND display_name = ? ORDER BY position',
      directory,
      displayName,
    )
    return rows.map((row) => textOf(row, 'id'))
  }

  async membersOf(id: string): Promise<readonly Named[]> {
    const rows = await this.sql.all(
      `SELECT u.id, coalesce(json_extract(u.resource, '$.displayName'), json_extract(u.resource, '$.userName')) AS display
       FROM directory_members AS m JOIN directory_users AS u ON u.id = m.user_id WHERE m.group_id = ? ORDER BY u.position`,
      id,
    )
    return rows.map(namedFrom)
  }

  async signedInMembersOf(id: string): Promise<readonly SignedIn[]> {
    const rows = await this.sql.all(
      `SELECT r.id, r.person, u.connection FROM directory_members AS m JOIN directory_users AS r ON r.id = m.user_id
       JOIN users AS u ON u.id = r.person WHERE m.group_id = ?`,
      id,
    )
    return rows.map(signedInFrom)
  }

  async insert(group: DirectoryResource): Promise<void> {
    await this.sql.run(
      `INSERT INTO directory_groups (directory, id, created_at, external_id, display_name, resource, comparable, version, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      group.directory,
      group.id,
      group.createdAt.getTime(),
      ...valuesOf(group),
    )
  }

  async replace(group: DirectoryResource): Promise<boolean> {
    const changed = await this.sql.run(
      `UPDATE directory_groups SET external_id = ?, display_name = ?, resource = ?, comparable = ?, version = ?, updated_at = ?
       WHERE id = ? AND version = ?`,
      ...valuesOf(group),
      group.id,
      group.version - 1,
    )
    return changed === 1
  }

  async remove(id: string): Promise<boolean> {
    return (await this.sql.run('DELETE FROM directory_groups WHERE id = ?', id)) === 1
  }

  async applyMembers(id: string, steps: readonly MemberStep[]): Promise<void> {
    for (const step of steps) await this.#apply(id, step)
  }

  async #apply(id: string, step: MemberStep): Promise<void> {
    if (step.kind === 'removeWhere') {
      const { text, values } = predicateSql(step.predicate, ofMember)
      await this.sql.run(
        `DELETE FROM directory_members AS m WHERE m.group_id = ? AND (${text})`,
        id,
        ...values,
      )
      return
    }
    const gone = step.kind === 'replace' ? 'NOT IN' : 'IN'
    const named = step.kind === 'replace' ? step.members : step.remove
    await this.sql.run(
      `DELETE FROM directory_members WHERE group_id = ? AND user_id ${gone} (SELECT value FROM json_each(?))`,
      id,
      JSON.stringify(named),
    )
    await this.sql.run(
      'INSERT INTO directory_members (group_id, user_id) SELECT ?, value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING',
      id,
      JSON.stringify(step.kind === 'replace' ? step.members : step.add),
    )
  }
}
