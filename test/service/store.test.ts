/** The SQLite store: the contract of any store, and what is particular to a file on disk. */
import { afterAll, expect, jest, test } from '@jest/globals'
import Database from 'libsql'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../src/service/store/sql/migrate.js'
import { migrations } from '../../src/service/store/sql/migrations/index.js'
import { texts } from '../../src/service/store/sql/migrations/texts.js'
import { openStore } from '../../src/service/store/sql/store.js'
import { oidcStoreConformance } from '../conformance/oidc.js'
import { organization, request, storeConformance, furnish } from '../conformance/store.js'
import { codeOf } from './support.js'
import { killLeftovers, runScript } from './processes.js'

const folders: string[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mortise-test-'))
  folders.push(folder)
  return folder
}
afterAll(() => {
  killLeftovers()
  for (const folder of folders) rmSync(folder, { recursive: true })
})
jest.setTimeout(60_000)

const freshData = () => {
  const url = `file:${join(newFolder(), 'data', 'mortise.db')}`
  return () => openStore(url)
}
storeConformance('SQLite', freshData)
oidcStoreConformance('SQLite', freshData)

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

test('folder and files are for the own account only', async () => {
  const folder = join(newFolder(), 'data')
  const store = await openStore(`file:${folder}/mortise.db`)
  await store.transaction(furnish)
  expect(modeOf(folder)).toBe('700')
  for (const suffix of ['', '-wal', '-shm']) {
    expect(modeOf(`${folder}/mortise.db${suffix}`)).toBe('600')
  }
  await store.close()
})

test('the database is durable and checks its references', async () => {
  const path = join(newFolder(), 'mortise.db')
  await (await openStore(`file:${path}`)).close()
  const database = new Database(path)
  expect(database.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }])
  database.close()
  expect(readFileSync('src/service/store/sql/sqlite-connection.ts', 'utf8')).toContain(
    'synchronous = FULL',
  )
})

test(':memory: leaves nothing behind', async () => {
  const store = await openStore(':memory:')
  await store.transaction(furnish)
  expect(await store.organizations.find('acme')).toEqual(organization('acme'))
  await store.close()
})

test.each([
  ['postgres://someone:secret@db/mortise', 'postgres:'],
  ['mortise.db', 'mortise.db:'],
  ['file:/tmp/x.db?mode=ro', 'file:'],
])('refuses %s without repeating its secrets', async (url, scheme) => {
  const refusal = await openStore(url).catch((error: unknown) => error)
  expect(codeOf(refusal)).toBe('database-not-supported')
  expect(String(refusal)).toContain(scheme)
  expect(String(refusal)).not.toContain('secret')
})

test('a database made by a newer version is left alone', async () => {
  const path = join(newFolder(), 'mortise.db')
  await (await openStore(`file:${path}`)).close()
  const database = new Database(path)
  database.prepare('INSERT INTO migrations (number, digest) VALUES (?, ?)').run(99, 'of the future')
  database.close()
  const refusal = await openStore(`file:${path}`).catch((error: unknown) => error)
  expect(codeOf(refusal)).toBe('database-history-unknown')
})

test('migrations apply in order, once each, and a changed one is noticed', () => {
  const done: string[] = []
  const applied: string[] = []
  const database = {
    exec: (sql: string) => void done.push(sql),
    applied: () => applied,
    recordApplied: (_number: number, digest: string) => void applied.push(digest),
  }
  migrate(database, ['one', 'two'])
  migrate(database, ['one', 'two', 'three'])
  expect(done.filter((sql) => !sql.startsWith('CREATE'))).toEqual(['one', 'two', 'three'])
  expect(() => migrate(database, ['one', 'other', 'three'])).toThrow('migration 2')
  expect(() => migrate(database, ['one'])).toThrow('3 migrations')
})

test('two processes share a file: every request is spent exactly once', async () => {
  const url = `file:${join(newFolder(), 'mortise.db')}`
  const store = await openStore(url)
  const ids = Array.from({ length: 100 }, (_, index) => `_r${index}`)
  await store.transaction(async (tx) => {
    await furnish(tx)
    for (const id of ids.slice(2)) await tx.authnRequests.record(request(id))
  })
  const won = await Promise.all([
    runScript('test/service/children/spender.ts', url),
    runScript('test/service/children/spender.ts', url),
  ])
  const all = won.flatMap((output) => JSON.parse(output) as string[])
  expect(all).toHaveLength(99)
  expect(new Set(all).size).toBe(99)
  expect(existsSync(url.slice('file:'.length))).toBe(true)
  await store.close()
})

const reasons = (because: string) => [
  { effect: 'gave', kind: 'group', subject: 'Admins', because, source: 'S61' } as const,
]
const minutes = (count: number) => new Date(Date.UTC(2026, 0, 1) + count * 60_000)

test('the same reasons are kept once, and go with the last attempt and session that name them', async () => {
  const path = join(newFolder(), 'mortise.db')
  const store = await openStore(`file:${path}`)
  const attempt = (reference: string, at: Date, because: string) => ({
    ...{ reference, connection: 'okta', at, outcome: 'signed-in' as const, user: 'ada' },
    ...{ finding: null, trace: reasons(because), claims: { groups: ['Admins'] } },
  })
  await store.transaction(async (tx) => {
    await furnish(tx)
    await tx.attempts.record(attempt('aaaaaaaa', minutes(0), 'it is so'))
    await tx.attempts.record(attempt('bbbbbbbb', minutes(30), 'it is so'))
    await tx.attempts.record(attempt('cccccccc', minutes(300), 'it is so'))
    await tx.attempts.record(attempt('dddddddd', minutes(301), 'it is otherwise'))
  })
  const database = new Database(path)
  const kept = () =>
    (database.prepare('SELECT text FROM texts').all() as { text: string }[]).map(({ text }) => text)
  expect(kept()).toHaveLength(3)
  const sweep = (before: number) =>
    store.transaction((tx) => tx.removeExpired(minutes(0), minutes(before)))
  await sweep(200)
  expect(await store.attempts.find('bbbbbbbb')).toBeUndefined()
  expect(await store.attempts.find('cccccccc')).toMatchObject({
    ...{ trace: reasons('it is so'), claims: { groups: ['Admins'] } },
  })
  await sweep(400)
  // The session of somebody signed in is older than that, and still says why.
  expect(kept()).toEqual([JSON.stringify(reasons('it is so'))])
  expect((await store.sessions.find('hash-1'))?.trace).toEqual(reasons('it is so'))
  await store.transaction((tx) => tx.sessions.remove('hash-1'))
  await sweep(1_000_000)
  expect(kept()).toEqual([])
  database.close()
  await store.close()
})

test('sessions and attempts of before keep their reasons, and end as they would have', async () => {
  const path = join(newFolder(), 'mortise.db')
  const before = new Database(path)
  before.pragma('foreign_keys = ON')
  migrate(
    {
      exec: (sql) => void before.exec(sql),
      applied: () => [],
      recordApplied: (number, digest) => {
        before.prepare('INSERT INTO migrations VALUES (?, ?)').run(number, digest)
      },
    },
    migrations.slice(0, migrations.indexOf(texts)),
  )
  const trace = JSON.stringify(reasons('it is so'))
  before.exec(`
    INSERT INTO organizations (name, input, version, created_at, updated_at) VALUES
      ('acme', '{"preset":"sonarqube-cloud","displayName":"A","roleRules":[]}', 1, 0, 0);
    INSERT INTO groups (organization, space, name, input, version, created_at, updated_at)
      VALUES ('acme', '', 'Admins', '{"idpIdentifier":null}', 1, 0, 0), ('acme', '', 'Members', '{"idpIdentifier":null}', 1, 0, 0);
    INSERT INTO connections (name, organization, protocol) VALUES ('okta', 'acme', 'saml');
    INSERT INTO users (id, connection, idp_entity_id, subject, login, name, email, created_at, last_sign_in_at)
      VALUES ('u1', 'okta', 'https://idp', 'ada', 'ada', 'Ada', 'ada@example.com', 1, 2);
    INSERT INTO sessions (token_hash, user_id, trace, created_at, last_seen_at, expires_at) VALUES ('hash-1', 'u1', '${trace}', 1, 2, 9);
    INSERT INTO saml_sessions (token_hash, connection, idp_entity_id, name_id, name_id_format)
      VALUES ('hash-1', 'okta', 'https://idp', 'ada', 'f');
    INSERT INTO spent_assertions VALUES ('https://idp', '_a', 9);
    INSERT INTO attempts (reference, connection, at, outcome, trace, claims)
      VALUES ('aaaaaaaa', 'okta', 1, 'signed-in', '${trace}', '{"groups":["Admins"]}'), ('bbbbbbbb', 'okta', 1, 'refused', '[]', NULL);`)
  before.close()
  const store = await openStore(`file:${path}`)
  expect((await store.sessions.find('hash-1'))?.trace).toEqual(reasons('it is so'))
  expect(await store.attempts.find('aaaaaaaa')).toMatchObject({
    ...{ trace: reasons('it is so'), claims: { groups: ['Admins'] } },
  })
  expect(await store.attempts.find('bbbbbbbb')).toMatchObject({ trace: [], claims: null })
  expect((await store.groups.meant('acme')).map(({ name }) => name)).toEqual(['Admins', 'Members'])
  const spent = { idpEntityId: 'https://idp', assertionId: '_a', expiresAt: minutes(0) }
  expect(await store.transaction((tx) => tx.spentAssertions.spend(spent))).toBe(false)
  const ended = { connection: 'okta', idpEntityId: 'https://idp', nameId: 'ada' }
  const end = () => store.transaction((tx) => tx.samlSessions.end({ ...ended, sessionIndexes: [] }))
  expect([await end(), await end()]).toEqual([1, 0])
  expect(await store.samlSessions.find('hash-1')).toBeUndefined()
  await store.close()
})
