/** Groups as rows. */
import * as z from 'zod/mini'
import { Group, GroupInput, type GroupKey } from '../../../core/index.js'
import type { GroupRecord } from '../records.js'
import type { Groups, Page } from '../store.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { parsedBy } from './parsed.js'
import { textOf, type Row, type Runner } from './runner.js'

const groupInputIn = parsedBy(GroupInput)
const groupsIn = parsedBy(z.array(Group))
const columns = `organization, space, name, input, ${managedColumns}`

/** No space is the empty text. A Label is never empty. */
export const spaceColumn = (key: Pick<GroupKey, 'space'>): string => key.space ?? ''

const keyOf = ({ organization, name, input }: GroupRecord): readonly string[] => [
  organization,
  spaceColumn(input),
  name,
]

const fromRow = (row: Row): GroupRecord => ({
  organization: textOf(row, 'organization'),
  name: textOf(row, 'name'),
  input: groupInputIn(row, 'input'),
  ...managedFrom(row),
})

export class SqlGroups implements Groups {
  constructor(private readonly sql: Runner) {}

  async find(organization: string, key: GroupKey): Promise<GroupRecord | undefined> {
    const row = await this.sql.get(
      `SELECT ${columns} FROM groups WHERE organization = ? AND space = ? AND name = ?`,
      organization,
      spaceColumn(key),
      key.name,
    )
    return row && fromRow(row)
  }

  async list(
    organization: string,
    { after, limit }: Page<GroupKey>,
  ): Promise<readonly GroupRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM groups WHERE organization = ? AND (name, space) > (?, ?) ORDER BY name, space LIMIT ?`,
      organization,
      after?.name ?? '',
      spaceColumn(after ?? {}),
      limit,
    )
    return rows.map(fromRow)
  }

  async all(organization: string): Promise<readonly GroupRecord[]> {
    const rows = await this.sql.all(
      `SELECT ${columns} FROM groups WHERE organization = ? ORDER BY name, space`,
      organization,
    )
    return rows.map(fromRow)
  }

  async meant(organization: string): Promise<readonly Group[]> {
    // As one text: most sign-ins find it as the last one did, and need not read hundreds of rows.
    const row = await this.sql.get(
      `SELECT json_group_array(json_set(input, '$.organization', organization, '$.name', name)) AS groups
       FROM (SELECT organization, name, input FROM groups WHERE organization = ? ORDER BY name, space)`,
      organization,
    )
    return row ? groupsIn(row, 'groups') : []
  }

  async insert(record: GroupRecord): Promise<boolean> {
    const inserted = await this.sql.run(
      `INSERT INTO groups (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      ...keyOf(record),
      JSON.stringify(record.input),
      ...managedTo(record),
    )
    return inserted === 1
  }

  async replace(record: GroupRecord): Promise<boolean> {
    const changed = await this.sql.run(
      'UPDATE groups SET input = ?, version = ?, updated_at = ? WHERE organization = ? AND space = ? AND name = ? AND version = ?',
      JSON.stringify(record.input),
      record.version,
      record.updatedAt.getTime(),
      ...keyOf(record),
      record.version - 1,
    )
    return changed === 1
  }

  async remove(organization: string, key: GroupKey): Promise<boolean> {
    const removed = await this.sql.run(
      'DELETE FROM groups WHERE organization = ? AND space = ? AND name = ?',
      organization,
      spaceColumn(key),
      key.name,
    )
    return removed === 1
  }
}
