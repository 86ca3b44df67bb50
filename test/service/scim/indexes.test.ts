/** What clients filter by is looked up in an index, whatever the size of the directory: SQLite itself says how it would go about it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { groupType, parseFilter, toPredicate, userType } from '../../../src/scim/index.js'
import { SqlDirectoryGroups } from '../../../src/service/store/sql/directory-groups.js'
import { SqlDirectoryUsers } from '../../../src/service/store/sql/directory-users.js'
import type { Runner, Value } from '../../../src/service/store/sql/runner.js'
import { Sqlite } from '../../../src/service/store/sql/sqlite.js'

let sqlite: Sqlite
let folder: string
let plans: string[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mortise-test-'))
  sqlite = await Sqlite.open(join(folder, 'mortise.db'))
})
afterAll(async () => {
  await sqlite.close()
  rmSync(folder, { recursive: true })
})

async function plan(sql: string, values: readonly Value[]): Promise<void> {
  const rows = await sqlite.reads.all(`EXPLAIN QUERY PLAN ${sql}`, ...values)
  plans.push(...rows.map(({ detail }) => String(detail)))
}

/** Runs what it is given, and asks for its plan first. */
const explaining: Runner = {
  get: async (sql, ...values) => {
    await plan(sql, values)
    return sqlite.reads.get(sql, ...values)
  },
  all: async (sql, ...values) => {
    await plan(sql, values)
    return sqlite.reads.all(sql, ...values)
  },
  run: () => Promise.reject(new Error('nothing is written here')),
  configured: (_key, read) => read(),
}

const page = { from: { skip: 0 }, count: 100, sort: undefined } as const

async function planOf(resource: 'people' | 'groups', filter?: string): Promise<string> {
  plans = []
  const [type, table] =
    resource === 'people'
      ? [userType, new SqlDirectoryUsers(explaining)]
      : [groupType, new SqlDirectoryGroups(explaining)]
  const predicate = filter === undefined ? undefined : toPredicate(parseFilter(filter), type)
  await table.search({ directory: 'acme', predicate, ...page })
  return plans.join('\n')
}

describe('people', () => {
  test.each([
    ['userName eq "ada@example.com"', 'directory_users_by_name'],
    ['externalId eq "00u1"', 'directory_users_by_external_id'],
    ['emails.value eq "ada@example.com"', 'SEARCH directory_emails USING PRIMARY KEY'],
    ['emails[value eq "ada@example.com"]', 'SEARCH directory_emails USING PRIMARY KEY'],
    ['active eq false', 'directory_users_by_activity'],
    ['meta.lastModified gt "2026-01-01T00:00:00Z"', 'directory_users_by_change'],
    ['groups.value eq "g1"', 'directory_members'],
    ['id eq "2819c223"', 'sqlite_autoindex_directory_users'],
  ])('%s is looked up: %s', async (filter, index) => {
    const said = await planOf('people', filter)
    expect(said).toContain(index)
    expect(said).not.toMatch(/SCAN (r|directory_\w+)\b/)
  })

  test('a page of everybody is walked in its order, and no further', async () => {
    // What is sorted afterwards is the page.
    expect(await planOf('people')).toMatch(
      /^CO-ROUTINE p\nSEARCH r USING COVERING INDEX directory_users_in_order \(directory=\?\)\nSCAN p\n/,
    )
  })
})

describe('groups', () => {
  test.each([
    ['displayName eq "Engineers"', 'directory_groups_by_name'],
    ['externalId eq "00g1"', 'directory_groups_by_external_id'],
    ['members.value eq "2819c223"', 'directory_members'],
    ['members[value eq "2819c223"]', 'directory_members'],
    ['meta.lastModified gt "2026-01-01T00:00:00Z"', 'directory_groups_by_change'],
  ])('%s is looked up: %s', async (filter, index) => {
    const said = await planOf('groups', filter)
    expect(said).toContain(index)
    expect(said).not.toMatch(/SCAN (r|directory_\w+)\b/)
  })
})
