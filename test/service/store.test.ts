/** The SQLite store: the contract of any store, and what is particular to a file on disk. */
import { afterAll, expect, jest, test } from '@jest/globals'
import Database from 'libsql'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../src/service/store/sql/migrate.js'
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
