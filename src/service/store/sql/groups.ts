/** Groups as rows. */
import { GroupInput, type Group, type GroupKey } from '../../../core/index.js'
import type { GroupRecord } from '../records.js'
import type { Groups, Page } from '../store.js'
import { managedColumns, managedFrom, managedTo } from './managed.js'
import { parsedBy } from './parsed.js'
import { textOf, type Row, type Runner } from './runner.js'

const groupInputIn = parsedBy(GroupInput)
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

/** Groups change seldom and every sign-in asks for all. Each change makes a revision nobody has seen, so none here grows stale. */
const known = new Map<string, readonly Group[]>()
/** Groups, in all lists together. */
const mostKnown = 100_000
let held = 0

function remember(revision: string, groups: readonly Group[]): readonly Group[] {
  if (held + groups.length > mostKnown) {
    known.clear()
    held = 0
  }
  known.set(revision, groups)
  held += groups.length
  return groups
}

const meantBy = ({ organization, name, input }: GroupRecord): Group =>
  Object.freeze({ ...input, organization, name })

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

  meant(organization: string): Promise<readonly Group[]> {
    return this.sql.configured(`groups of ${organization}`, () => this.#meant(organization))
  }

  /** By a revision of their own too: what is decided elsewhere must not make thousands of groups be read again. */
  async #meant(organization: string): Promise<readonly Group[]> {
    const row = await this.sql.get(
      'SELECT revision FROM group_revisions WHERE organization = ?',
      organization,
    )
    if (!row) return []
    const revision = textOf(row, 'revision')
    return known.get(revision) ?? remember(revision, (await this.all(organization)).map(meantBy))
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
