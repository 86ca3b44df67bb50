/** People as rows: what they are looked up by, rewritten where it changed. */
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { addOrganization } from './scim/support.js'
import type { PersonRecord } from '../../src/service/store/records.js'
import { startTestService, type TestService } from './support.js'

let service: TestService
beforeEach(async () => {
  service = await startTestService()
  await addOrganization(service, 'qualified', 'acme')
})
afterEach(() => service.close())

const at = new Date('2026-03-01T12:00:00Z')
const ada: PersonRecord = {
  ...{ id: 'p1', organization: 'acme', state: 'pending', login: 'ada', userName: 'Ada@x.example' },
  ...{ externalId: null, identity: null, timezone: null, spaces: [], roles: null },
  ...{ accountRole: null, version: 1, createdAt: at, updatedAt: at, creationKey: null },
}
const identity = { connection: 'acme-okta', idpEntityId: 'https://idp.example/acme', subject: 's1' }

test.each<readonly [string, Partial<PersonRecord>]>([
  ['state and roles', { state: 'active', roles: ['owner'], version: 2 }],
  ['the external id, which was none', { externalId: 'x1' }],
  ['the name', { login: 'ada2', userName: 'ADA2@x.example' }],
  ['who they are at the IdP', { identity }],
])('%s: what was put is what is there, and is found by it', async (_title, change) => {
  const { store } = service
  const put = (person: PersonRecord) => store.transaction((tx) => tx.people.put(person))
  await put(ada)
  const changed = { ...ada, ...change }
  await put(changed)
  expect(await store.people.find('p1')).toEqual(changed)
  expect(await store.people.list('acme', { limit: 10 })).toHaveLength(1)
  const { login, userName, externalId } = changed
  expect(await store.people.named('acme', login)).toEqual(changed)
  const subject = externalId ?? changed.identity?.subject ?? 'nobody'
  const recognition = { subject, email: userName, login: 'nobody' }
  expect(await store.people.answering('acme', recognition)).toEqual([changed])
  await put(ada)
  expect(await store.people.find('p1')).toEqual(ada)
})
