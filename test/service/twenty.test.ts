/** Twenty end to end: the default role, roles changed here that survive, invitations, and removal that lasts. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { askIdp, cookieOf, enable, post, type Landed } from './people.js'
import { startTestService, type TestService } from './support.js'

let idp: PracticeIdp
let service: TestService

beforeAll(async () => {
  service = await startTestService()
  idp = await startPracticeIdp({ port: 0, now: () => service.clock.now() })
  await service.close()
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startTestService()
  await service.admin('PUT', '/organizations/acme', organization)
  await connect()
  await enable(service, 'acme-idp')
})
afterEach(() => service.close())

const organization = { preset: 'twenty', displayName: 'Acme', roles: ['Member', 'Admin', 'Sales'] }

const connect = (more: object = {}) =>
  service.admin('PUT', '/saml-connections/acme-idp', {
    ...{ organization: 'acme', idpMetadataUrl: idp.metadataUrl },
    ...more,
  })

const users = '/organizations/acme/users'

async function enter(person = 'ada'): Promise<Landed> {
  const begun = await service.get('/auth/saml/login/acme-idp')
  return post(await askIdp(idp, begun.headers.get('location') ?? '', person))
}

const see = async (landed: Landed) =>
  (await service.get('/', { cookie: cookieOf(landed), accept: 'application/json' })).json

async function codeBehind({ status, json }: Landed): Promise<string | undefined> {
  expect(status).toBe(403)
  const params = { reference: json.reference ?? '' }
  return (await service.client.call('getSignInAttempt', { params })).finding?.code
}

describe('roles', () => {
  test('W06: the first sign-in gives the default role', async () => {
    const seen = await see(await enter())
    expect(seen['roles']).toEqual(['Member'])
    expect(seen['trace']).toContainEqual(
      expect.objectContaining({ effect: 'gave', subject: 'Member', source: 'W06' }),
    )
  })

  test('W08: roles changed here hold at once and survive the next sign-in', async () => {
    const first = await enter()
    const put = await service.admin('PUT', `${users}/ada`, { roles: ['Sales', 'Admin'] })
    expect([put.status, put.json['roles']]).toEqual([200, ['Admin', 'Sales']])
    expect((await see(first))['roles']).toEqual(['Admin', 'Sales'])
    const seen = await see(await enter())
    expect(seen['roles']).toEqual(['Admin', 'Sales'])
    expect(seen['trace']).toContainEqual(
      expect.objectContaining({ effect: 'kept', subject: 'Sales', source: 'W08' }),
    )
  })

  test('W08: to take all roles away is a decision, too', async () => {
    await enter()
    await service.admin('PUT', `${users}/ada`, { roles: [] })
    expect((await see(await enter()))['roles']).toEqual([])
  })

  test('a role the organization does not have, and spaces, are refused', async () => {
    await enter()
    const stranger = await service.admin('PUT', `${users}/ada`, { roles: ['Root'] })
    expect([stranger.status, stranger.json['code']]).toEqual([400, 'unknown-role'])
    const spaces = { spaces: [{ space: 'A', role: 'Member' }] }
    const misplaced = await service.admin('PUT', `${users}/ada`, spaces)
    expect(misplaced.json['code']).toBe('access-not-given-here')
  })

  test('a change made for another version is refused', async () => {
    await enter()
    await service.admin('PUT', `${users}/ada`, { roles: ['Sales'] })
    const late = await service.admin('PUT', `${users}/ada`, { roles: [] }, { 'if-match': '"1"' })
    expect([late.status, late.json['code']]).toEqual([412, 'version-conflict'])
  })
})

describe('invitations', () => {
  beforeEach(() => connect({ justInTimeProvisioning: false }))

  test('W07: who is not invited does not enter', async () => {
    expect(await codeBehind(await enter())).toBe('user-unknown')
  })

  test('W07: who is enters with the roles given before, as the same person', async () => {
    const invited = await service.admin('PUT', `${users}/Ada@Example.com`, { roles: ['Sales'] })
    expect(invited.json).toMatchObject({ state: 'invited', lastSignInAt: null })
    expect(invited.status).toBe(201)
    const seen = await see(await enter())
    expect(seen['roles']).toEqual(['Sales'])
    const after = await service.admin('GET', `${users}/ada`)
    expect(after.json).toMatchObject({ state: 'active', userName: 'Ada@Example.com' })
    const { items } = await service.client.call('listUsers', { params: { organization: 'acme' } })
    expect(items).toHaveLength(1)
  })

  test('W06, W07: an invitation without roles leaves the default one', async () => {
    await service.admin('PUT', `${users}/ada@example.com`, {})
    expect((await see(await enter()))['roles']).toEqual(['Member'])
  })

  test('a service without invitations says so', async () => {
    await service.admin('PUT', '/organizations/other', {
      ...organization,
      preset: 'qualified',
      roles: [],
    })
    const put = await service.admin('PUT', '/organizations/other/users/ada@example.com', {})
    expect([put.status, put.json['code']]).toEqual([400, 'invitations-not-offered'])
  })
})

describe('removal', () => {
  test('W09, W09a: who is removed is out at once and does not come back by signing in', async () => {
    const first = await enter()
    const { status } = await service.admin('DELETE', `${users}/ada`)
    expect(status).toBe(204)
    const { headers } = await service.get('/', { cookie: cookieOf(first) })
    expect(headers.get('location')).toBeNull()
    expect((await service.get('/', { cookie: cookieOf(first) })).status).toBe(401)
    expect(await codeBehind(await enter())).toBe('user-removed')
    expect((await service.admin('GET', `${users}/ada`)).json['state']).toBe('removed')
    expect((await service.admin('DELETE', `${users}/ada`)).status).toBe(404)
  })

  test('W09a: their test sign-in proves the connection, and brings nobody back', async () => {
    await enter()
    await service.admin('DELETE', `${users}/ada`)
    const params = { name: 'acme-idp' }
    const { id, url } = await service.client.call('createConnectionTest', { params })
    const opened = await service.get((url ?? '').slice(service.url.length))
    await post(await askIdp(idp, opened.headers.get('location') ?? ''))
    const found = await service.client.call('getConnectionTest', { params: { ...params, id } })
    expect([found.status, found.result?.admission?.code]).toEqual(['passed', 'user-removed'])
    expect((await service.admin('GET', `${users}/ada`)).json['state']).toBe('removed')
  })

  test('W09a: nor after the connection was made anew', async () => {
    await enter()
    await service.admin('DELETE', `${users}/ada`)
    await service.admin('DELETE', '/saml-connections/acme-idp')
    await connect()
    await enable(service, 'acme-idp')
    expect(await codeBehind(await enter())).toBe('user-removed')
  })

  test('W09a: an invitation brings the same person back', async () => {
    await enter()
    const params = { organization: 'acme', login: 'ada' }
    const [before] = await service.store.people.list('acme', { limit: 2 })
    await service.client.call('deleteUser', { params })
    await service.admin('PUT', `${users}/ada`, { roles: ['Admin'] })
    expect((await see(await enter()))['roles']).toEqual(['Admin'])
    const after = await service.store.people.list('acme', { limit: 2 })
    expect(after.map(({ id, state }) => [id, state])).toEqual([[before?.id, 'active']])
  })

  test('people go with their connection, others stay', async () => {
    await enter('grace')
    await service.admin('PUT', `${users}/ada@example.com`, {})
    await service.admin('DELETE', '/saml-connections/acme-idp')
    const { items } = await service.client.call('listUsers', { params: { organization: 'acme' } })
    expect(items.map(({ state }) => state)).toEqual(['invited'])
  })
})

test('W12: the report names everybody with access and last sign-in', async () => {
  await enter()
  await service.admin('PUT', `${users}/grace@example.com`, { roles: ['Sales'] })
  const { items } = await service.client.call('listUsers', { params: { organization: 'acme' } })
  expect(items.map((it) => [it.login, it.state, it.roles, it.lastSignInAt])).toEqual(
    expect.arrayContaining([
      ['ada', 'active', ['Member'], service.clock.now().toISOString()],
      ['grace@example.com', 'invited', ['Sales'], null],
    ]),
  )
})
