/** Where SCIM and sign-in meet: provisioned people are recognised, and who is put out is out at once. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../../src/practice-idp/index.js'
import { askIdp, furnish, post, signIn } from '../people.js'
import { startTestService, type TestService } from '../support.js'
import { patchOp, user } from './support.js'

let idp: PracticeIdp
let service: TestService
let headers: Record<string, string>

beforeAll(async () => {
  service = await startTestService()
  idp = await startPracticeIdp({ port: 0, now: () => service.clock.now() })
  await service.close()
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startTestService()
  await furnish(service, idp, 'acme-okta', { justInTimeProvisioning: false })
})
afterEach(() => service.close())

async function switchScimOn(): Promise<void> {
  await service.admin('PUT', '/directories/acme', { organization: 'acme' })
  const { json } = await service.admin('PUT', '/directories/acme/tokens/first', {})
  headers = {
    authorization: `Bearer ${String(json['value'])}`,
    'content-type': 'application/scim+json',
  }
}

async function scim(method: string, path: string, body?: unknown): Promise<string> {
  const response = await fetch(`${service.url}/scim/acme/v2${path}`, {
    ...{ method, headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  expect(response.ok).toBe(true)
  const text = await response.text()
  return text === '' ? '' : (JSON.parse(text) as { readonly id: string }).id
}

const stateOf = async (id: string) => (await service.store.people.find(id))?.state
const isSignedIn = async (cookie: string): Promise<boolean> =>
  (await service.get('/', { cookie, accept: 'application/json' })).status === 200

/** @returns why a sign-in was refused */
async function refusalOf(person = 'ada'): Promise<string | undefined> {
  const begun = await service.get('/saml/acme-okta/login')
  const landed = await post(await askIdp(idp, begun.headers.get('location') ?? '', person))
  expect(landed.status).toBe(403)
  const reference = landed.json.reference ?? ''
  return (await service.client.call('getSignInAttempt', { params: { reference } })).finding?.code
}

test('a pending person is recognised at the first sign-in, by address in any case, same id (T55, T56)', async () => {
  await switchScimOn()
  const id = await scim('POST', '/Users', user('ADA@Example.com'))
  expect(await stateOf(id)).toBe('pending')
  const cookie = await signIn(service, idp)
  expect([await isSignedIn(cookie), await stateOf(id)]).toEqual([true, 'active'])
  await signIn(service, idp)
  expect(await stateOf(id)).toBe('active')
})

test('who is not provisioned does not enter, just-in-time or not', async () => {
  await switchScimOn()
  expect(await refusalOf()).toBe('user-unknown')
  await furnish(service, idp, 'acme-okta', { justInTimeProvisioning: true })
  expect(await refusalOf()).toBe('user-not-provisioned')
})

test.each([
  [
    'deactivated',
    'user-inactive',
    (id: string) =>
      scim('PATCH', `/Users/${id}`, patchOp({ op: 'replace', path: 'active', value: false })),
  ],
  ['deleted', 'user-removed', (id: string) => scim('DELETE', `/Users/${id}`)],
])('who is %s loses the session at once and cannot sign in', async (_, code, act) => {
  await switchScimOn()
  const id = await scim('POST', '/Users', user('ada@example.com'))
  const cookie = await signIn(service, idp)
  await act(id)
  expect(await isSignedIn(cookie)).toBe(false)
  expect(await refusalOf()).toBe(code)
})

test('who is renamed and put out in one request is out', async () => {
  await switchScimOn()
  const id = await scim('POST', '/Users', user('ada@example.com'))
  const cookie = await signIn(service, idp)
  const value = { userName: 'gone@example.com', active: false }
  await scim('PATCH', `/Users/${id}`, patchOp({ op: 'replace', value }))
  expect(await isSignedIn(cookie)).toBe(false)
  expect(await refusalOf()).toBe('user-inactive')
})

test('who signed in before the directory was on stays, until it puts them out', async () => {
  await furnish(service, idp, 'acme-okta', { justInTimeProvisioning: true })
  const cookie = await signIn(service, idp)
  await switchScimOn()
  expect(await isSignedIn(await signIn(service, idp))).toBe(true)
  const id = await scim('POST', '/Users', user('ada@example.com'))
  await scim('DELETE', `/Users/${id}`)
  expect(await isSignedIn(cookie)).toBe(false)
  expect(await refusalOf()).toBe('user-removed')
})

test('another person with the same address is not taken for the one bound to it', async () => {
  await switchScimOn()
  const id = await scim('POST', '/Users', user('ada@example.com'))
  await signIn(service, idp)
  const value = { userName: 'grace@example.com' }
  await scim('PATCH', `/Users/${id}`, patchOp({ op: 'replace', value }))
  expect(await refusalOf('grace')).toBe('person-bound-elsewhere')
})
