/** A database from before provisioned people were people of the organization: nobody is lost, nobody is let in. */
import { afterAll, expect, test } from '@jest/globals'
import Database from 'libsql'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../../src/service/store/sql/migrate.js'
import { directoryPeople } from '../../../src/service/store/sql/migrations/directory-people.js'
import { migrations } from '../../../src/service/store/sql/migrations/index.js'
import { openStore } from '../../../src/service/store/sql/store.js'

const folder = mkdtempSync(join(tmpdir(), 'mortise-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const resource = (userName: string): string =>
  JSON.stringify({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    active: true,
  })

function oldDatabase(path: string): void {
  const database = new Database(path)
  database.pragma('foreign_keys = ON')
  const steps = migrations.slice(0, migrations.indexOf(directoryPeople))
  migrate(
    {
      exec: (sql) => void database.exec(sql),
      applied: () => [],
      recordApplied: (number, digest) => {
        database.prepare('INSERT INTO migrations VALUES (?, ?)').run(number, digest)
      },
    },
    steps,
  )
  const insertUser = database.prepare(
    `INSERT INTO directory_users (directory, id, is_deleted, user_name, active, state, user_id, resource, comparable,
      version, created_at, updated_at) VALUES ('dir', ?, ?, ?, 1, ?, ?, ?, '{}', 1, 5, 6)`,
  )
  database.exec(`
    INSERT INTO organizations (name, input, version, created_at, updated_at) VALUES
      ('acme', '{"preset":"sonarqube-cloud","displayName":"A","roleRules":[]}', 1, 0, 0);
    INSERT INTO connections (name, organization, protocol) VALUES ('okta', 'acme', 'saml');
    INSERT INTO users (id, connection, idp_entity_id, subject, login, name, email, created_at, last_sign_in_at)
      VALUES ('u-ada', 'okta', 'https://idp', 'ada', 'ada', 'Ada', 'ada@example.com', 1, 2);
    INSERT INTO people (id, organization, state, login, user_name, user_name_key, connection, idp_entity_id, subject,
      spaces, version, created_at, updated_at)
      VALUES ('u-ada', 'acme', 'active', 'ada', 'ada@example.com', 'ada@example.com', 'okta', 'https://idp', 'ada', '[]', 1, 1, 2);
    INSERT INTO directories (name, organization, input, version, created_at, updated_at)
      VALUES ('dir', 'acme', '{"organization":"acme","connection":null}', 1, 0, 0);`)
  insertUser.run('ada', 0, 'ada@example.com', 'inactive', 'u-ada', resource('ada@example.com'))
  insertUser.run('grace', 0, 'grace@example.com', 'pending', null, resource('Grace@example.com'))
  insertUser.run('linus', 1, 'linus@example.com', 'removed', null, resource('linus@example.com'))
  database.exec(`
    INSERT INTO directory_emails VALUES ('dir', 'grace@example.com', 'grace');
    INSERT INTO directory_groups (directory, id, display_name, resource, comparable, version, created_at, updated_at)
      VALUES ('dir', 'g', 'engineers', '{"displayName":"Engineers"}', '{}', 1, 0, 0);
    INSERT INTO directory_members VALUES ('g', 'grace');`)
  database.close()
}

test('people of directories become people of their organization, with the standing they had', async () => {
  const path = join(folder, 'mortise.db')
  oldDatabase(path)
  const store = await openStore(`file:${path}`)
  const people = await store.people.list('acme', { limit: 9 })
  expect(people.map(({ id, state, userName }) => [id, state, userName])).toEqual([
    ['grace', 'pending', 'Grace@example.com'],
    ['linus', 'removed', 'linus@example.com'],
    ['u-ada', 'inactive', 'ada@example.com'],
  ])
  expect((await store.directoryUsers.find('dir', 'ada'))?.person).toBe('u-ada')
  expect(await store.directoryUsers.find('dir', 'linus')).toBeUndefined()
  expect(await store.directoryGroups.membersOf('g')).toMatchObject([{ id: 'grace' }])
  const asked = { directory: 'dir', predicate: undefined, sort: undefined, from: { skip: 0 } }
  const { total, resources } = await store.directoryUsers.search({ ...asked, count: 10 })
  expect([total, resources.map(({ id }) => id)]).toEqual([2, ['ada', 'grace']])
  await store.close()
})
