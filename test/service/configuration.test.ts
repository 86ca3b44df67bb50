/** What is remembered of the configuration: every table it is read from marks its changes, and every other is known to move. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import Database from 'libsql'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqlActivations } from '../../src/service/store/sql/activations.js'
import { SqlDirectories, SqlDirectoryTokens } from '../../src/service/store/sql/directories.js'
import { SqlGroups } from '../../src/service/store/sql/groups.js'
import { SqlOidcConnections } from '../../src/service/store/sql/oidc-connections.js'
import { SqlOrganizations } from '../../src/service/store/sql/organizations.js'
import type { Runner } from '../../src/service/store/sql/runner.js'
import { SqlSamlConnections } from '../../src/service/store/sql/saml-connections.js'
import { SqlSpaces } from '../../src/service/store/sql/spaces.js'
import { openStore } from '../../src/service/store/sql/store.js'

const folder = mkdtempSync(join(tmpdir(), 'mortise-test-'))
const path = join(folder, 'mortise.db')
let database: Database.Database
beforeAll(async () => {
  await (await openStore(`file:${path}`)).close()
  database = new Database(path)
})
afterAll(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

const column = (sql: string): readonly string[] =>
  (database.prepare(sql).all() as { readonly name: string }[]).map(({ name }) => name)

const tables = () =>
  column("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")

const marking = () =>
  new Set(column("SELECT tbl_name AS name FROM sqlite_master WHERE name LIKE '%_reconfigures'"))

/** Every reading that is remembered. One more belongs here, or the last test says so. */
const readings: readonly (readonly [string, (sql: Runner) => Promise<unknown>])[] = [
  ['organizations.ts', (sql) => new SqlOrganizations(sql).find('a')],
  ['saml-connections.ts', (sql) => new SqlSamlConnections(sql).find('a')],
  ['oidc-connections.ts', (sql) => new SqlOidcConnections(sql).find('a')],
  ['activations.ts', (sql) => new SqlActivations(sql).find('a')],
  ['spaces.ts', (sql) => new SqlSpaces(sql).names('a')],
  ['groups.ts', (sql) => new SqlGroups(sql).meant('a')],
  ['directories.ts', (sql) => new SqlDirectories(sql).find('a')],
  ['directories.ts', (sql) => new SqlDirectories(sql).ofOrganization('a')],
  ['directories.ts', (sql) => new SqlDirectoryTokens(sql).findByHash('a')],
]

/** Tables a reading asks while it is remembered. */
async function tablesRead(reading: (sql: Runner) => Promise<unknown>): Promise<readonly string[]> {
  const read: string[] = []
  let within = false
  const note = (sql: string): void => {
    if (within) read.push(...[...sql.matchAll(/(?:FROM|JOIN) (\w+)/g)].map(([, name = '']) => name))
  }
  const runner: Runner = {
    get: async (sql) => void note(sql),
    all: async (sql) => (note(sql), []),
    run: () => Promise.reject(new Error('a reading writes nothing')),
    configured: async (_key, ask) => {
      within = true
      return ask().finally(() => (within = false))
    },
  }
  await reading(runner)
  return read
}

test.each(readings)('%s: what is remembered marks its changes', async (_file, reading) => {
  const read = await tablesRead(reading)
  expect(read.length).toBeGreaterThan(0)
  // A revision of groups changes with them.
  const unmarked = read.filter((table) => !marking().has(table) && table !== 'group_revisions')
  expect(unmarked).toEqual([])
})

test('no other file remembers anything', () => {
  const house = 'src/service/store/sql'
  const asking = readdirSync(house)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const times = readFileSync(join(house, file), 'utf8').split('.sql.configured(').length - 1
      return Array<string>(times).fill(file)
    })
  expect(asking).toEqual(readings.map(([file]) => file).sort())
})

test('each of these tables marks what comes, changes and goes', () => {
  const events = column("SELECT name FROM sqlite_master WHERE name LIKE '%_reconfigures'")
  expect(events).toHaveLength(3 * marking().size)
  const marksNow = () => column('SELECT revision AS name FROM configuration')
  const marks = new Set(marksNow())
  for (const change of [
    "INSERT INTO organizations (name, input, version, created_at, updated_at) VALUES ('a', '{}', 1, 0, 0)",
    "INSERT INTO spaces (organization, name, input, version, created_at, updated_at) VALUES ('a', 's', '{}', 1, 0, 0)",
    "UPDATE spaces SET version = 2 WHERE name = 's'",
    // Its space goes with it, and says so too.
    "DELETE FROM organizations WHERE name = 'a'",
  ]) {
    database.exec(change)
    for (const mark of marksNow()) marks.add(mark)
  }
  expect(marks.size).toBe(5)
  expect(column('SELECT name FROM spaces')).toEqual([])
})

test('a table is configuration, or it is known to move with every request', () => {
  const moving = [
    ...['administrators', 'attempts', 'authn_requests', 'changes', 'configuration'],
    ...['connection_requests', 'connection_tests', 'directory_decisions', 'directory_emails'],
    ...[
      'directory_groups',
      'directory_members',
      'directory_requests',
      'directory_totals',
      'directory_users',
    ],
    ...['domains', 'group_revisions', 'logout_requests', 'memberships', 'metadata_readings'],
    ...['migrations', 'people', 'saml_keys', 'saml_sessions', 'secrets', 'sessions'],
    ...['spent_assertions', 'sso_policies', 'texts', 'users'],
  ]
  expect([...marking(), ...moving].sort()).toEqual([...tables()].sort())
})
