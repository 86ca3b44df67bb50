/** Groups by SCIM give memberships and roles here: at once, for sessions that are open, with the reason kept (S06, S60, S61, S65). */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../../src/practice-idp/index.js'
import { furnish, signIn } from '../people.js'
import { startTestService, type TestService } from '../support.js'
import { group, patchOp, user } from './support.js'

let idp: PracticeIdp
let service: TestService
let token: string
let ada: string

beforeAll(async () => {
  service = await startTestService()
  idp = await startPracticeIdp({ port: 0, now: () => service.clock.now() })
  await service.close()
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startTestService()
  await furnish(service, idp)
  await service.admin('PUT', '/directories/acme', { organization: 'acme' })
  token = String((await service.admin('PUT', '/directories/acme/tokens/t', {})).json['value'])
  ada = await scim('POST', '/Users', user('ada@example.com'))
})
afterEach(() => service.close())

async function scim(method: string, path: string, body?: unknown): Promise<string> {
  const response = await fetch(`${service.url}/scim/acme/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  expect([response.ok, text]).toEqual([true, expect.any(String)])
  return text === '' ? '' : (JSON.parse(text) as { readonly id: string }).id
}

const addTo = (id: string, ...members: string[]) =>
  scim(
    'PATCH',
    `/Groups/${id}`,
    patchOp({ op: 'add', path: 'members', value: members.map((value) => ({ value })) }),
  )

interface Seen {
  readonly groups: readonly string[]
  readonly roles: readonly string[]
  readonly trace: readonly { effect: string; kind: string; subject: string; because: string }[]
}

const see = async (cookie: string): Promise<Seen> =>
  (await service.get('/', { cookie, accept: 'application/json' })).json as unknown as Seen

const accessOf = async (cookie: string) => {
  const { groups, roles } = await see(cookie)
  return { groups, roles }
}

const decisionsOf = async (id: string) => {
  const { json } = await service.admin('GET', `/directories/acme/decisions?user=${id}`)
  return json['items'] as { cause: string; trace: { effect: string; subject: string }[] }[]
}

const none = { groups: [], roles: [] }
const admin = { groups: ['Platform Admins'], roles: ['create-projects'] }

test('S06, S60: what the directory says of groups counts, not what a sign-in says', async () => {
  const cookie = await signIn(service, idp)
  expect(await accessOf(cookie)).toEqual(none)
})

test('S06: who was in a group before the first sign-in is in it at the first sign-in', async () => {
  await scim('POST', '/Groups', group('Platform Admins', [ada]))
  const cookie = await signIn(service, idp)
  expect(await accessOf(cookie)).toEqual(admin)
  expect((await see(cookie)).trace).toContainEqual(
    expect.objectContaining({ because: 'the directory reports "Platform Admins"' }),
  )
})

test('S06: members added and removed gain and lose the role at once, in the session that is open', async () => {
  const cookie = await signIn(service, idp)
  const admins = await scim('POST', '/Groups', group('Platform Admins'))
  await addTo(admins, ada)
  expect(await accessOf(cookie)).toEqual(admin)
  expect((await see(cookie)).trace).toContainEqual(
    expect.objectContaining({ effect: 'gave', kind: 'group', subject: 'Platform Admins' }),
  )
  await scim(
    'PATCH',
    `/Groups/${admins}`,
    patchOp({ op: 'remove', path: `members[value eq "${ada}"]` }),
  )
  expect(await accessOf(cookie)).toEqual(none)
  const decisions = await decisionsOf(ada)
  expect(decisions.map(({ cause }) => cause)).toEqual([
    `PATCH /Groups/${admins}`,
    `PATCH /Groups/${admins}`,
    'POST /Users',
  ])
  const effects = decisions.map(({ trace }) => trace.map((one) => `${one.effect} ${one.subject}`))
  expect(effects[0]).toEqual(['took Platform Admins', 'ignored roles', 'took create-projects'])
  expect(effects[1]).toEqual(['gave Platform Admins', 'gave create-projects'])
})

const ways: readonly (readonly [string, (id: string) => Promise<unknown>])[] = [
  ['deleted', (id) => scim('DELETE', `/Groups/${id}`)],
  [
    'renamed',
    (id) =>
      scim('PATCH', `/Groups/${id}`, patchOp({ op: 'replace', value: { displayName: 'Others' } })),
  ],
  ['emptied by PUT', (id) => scim('PUT', `/Groups/${id}`, group('Platform Admins', []))],
  [
    'emptied by PATCH',
    (id) => scim('PATCH', `/Groups/${id}`, patchOp({ op: 'remove', path: 'members' })),
  ],
]

test.each(ways)('S06: a group that is %s gives nothing any more', async (_, act) => {
  const cookie = await signIn(service, idp)
  const admins = await scim('POST', '/Groups', group('Platform Admins', [ada]))
  expect(await accessOf(cookie)).toEqual(admin)
  await act(admins)
  expect(await accessOf(cookie)).toEqual(none)
})

test('a group renamed to one that counts gives what it gives, with a change of members in the same request', async () => {
  const cookie = await signIn(service, idp)
  const others = await scim('POST', '/Groups', group('Others', [ada]))
  const grace = await scim('POST', '/Users', user('grace@example.com'))
  const rename = { op: 'replace', path: 'displayName', value: 'Platform Admins' }
  const join = { op: 'add', path: 'members', value: [{ value: grace }] }
  await scim('PATCH', `/Groups/${others}`, patchOp(rename, join))
  expect(await accessOf(cookie)).toEqual(admin)
})

test('a group of the organization made afterwards has its members at once', async () => {
  const cookie = await signIn(service, idp)
  await scim('POST', '/Groups', group('Latecomers', [ada]))
  expect(await accessOf(cookie)).toEqual(none)
  await service.admin('PUT', '/organizations/acme/groups/Latecomers', {})
  expect((await accessOf(cookie)).groups).toEqual(['Latecomers'])
})

test('names are compared with their case, and Members is never driven (S61, S63)', async () => {
  const cookie = await signIn(service, idp)
  await scim('POST', '/Groups', group('platform admins', [ada]))
  await scim('POST', '/Groups', group('Members', [ada]))
  expect(await accessOf(cookie)).toEqual(none)
})

test('S60: where just-in-time takes precedence, the directory’s groups give nothing', async () => {
  await service.close()
  service = await startTestService()
  await furnish(service, idp, 'acme-okta', { settings: { precedence: 'jit' } })
  await service.admin('PUT', '/directories/acme', { organization: 'acme' })
  token = String((await service.admin('PUT', '/directories/acme/tokens/t', {})).json['value'])
  ada = await scim('POST', '/Users', user('ada@example.com'))
  const cookie = await signIn(service, idp)
  await scim('POST', '/Groups', group('Members', [ada]))
  expect((await accessOf(cookie)).groups).toEqual(['Engineers', 'Platform Admins'])
})

test('in Bulk, an operation that fails gives nothing', async () => {
  const cookie = await signIn(service, idp)
  const operation = (data: unknown, bulkId: string) => ({
    ...{ method: 'POST', path: '/Groups', data, bulkId },
  })
  await scim('POST', '/Bulk', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: [
      operation(group('Platform Admins', [ada, 'nobody']), 'a'),
      operation(group('Engineers', [ada]), 'b'),
    ],
  })
  expect((await accessOf(cookie)).groups).toEqual(['Engineers'])
})
