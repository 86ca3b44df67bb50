/** The hand-off from who wants a connection to who sets it up, over the real admin API (T06). */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { enable, signIn } from './people.js'
import { organizationInput, startTestService, type TestService } from './support.js'

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
  for (const name of ['acme', 'other'])
    await service.admin('PUT', `/organizations/${name}`, organizationInput)
})
afterEach(() => service.close())

const all = '/organizations/acme/connection-requests'
const path = `${all}/acme-okta`
const input = { protocol: 'saml', contact: 'ada@acme.example', note: 'Okta, ticket 4711' }
const status = async () => (await service.admin('GET', path)).json['status']
const connect = (organization = 'acme') =>
  service.admin('PUT', '/saml-connections/acme-okta', {
    ...{ organization, idpMetadataUrl: idp.metadataUrl },
    attributeMapping: { name: 'displayName', email: 'mail' },
  })

describe('a request for a connection', () => {
  test('T06: is requested, then configured, then enabled, as the connection of its name stands', async () => {
    const asked = await service.admin('PUT', path, input)
    expect([asked.status, asked.headers.get('etag'), asked.json]).toEqual([
      201,
      '"1"',
      expect.objectContaining({
        ...{ organization: 'acme', name: 'acme-okta', ...input },
        ...{ status: 'requested', version: 1 },
      }),
    ])
    await connect()
    expect(await status()).toBe('configured')
    await enable(service, 'acme-okta')
    expect(await status()).toBe('enabled')
    await signIn(service, idp)
    await service.admin('DELETE', '/connections/acme-okta/activation')
    expect(await status()).toBe('configured')
    await service.admin('DELETE', '/saml-connections/acme-okta')
    expect(await status()).toBe('requested')
  })

  test('says nothing of another organization’s connection of that name', async () => {
    await service.admin('PUT', path, input)
    await connect('other')
    await enable(service, 'acme-okta')
    expect(await status()).toBe('requested')
  })

  test('is listed, replaced in order, and taken back', async () => {
    await service.admin('PUT', path, input)
    await service.admin('PUT', `${all}/acme-entra`, { protocol: 'oidc', contact: 'Bob' })
    const { json } = await service.admin('GET', `${all}?limit=1`)
    expect(json).toMatchObject({ items: [{ name: 'acme-entra', note: null }], next: 'acme-entra' })
    const rest = await service.admin('GET', `${all}?after=acme-entra`)
    expect(rest.json).toMatchObject({ items: [{ name: 'acme-okta' }], next: null })
    expect((await service.admin('PUT', path, input)).headers.get('etag')).toBe('"1"')
    const changed = { ...input, note: null }
    const stale = await service.admin('PUT', path, changed, { 'if-match': '"2"' })
    expect(stale.json['code']).toBe('version-conflict')
    expect((await service.admin('PUT', path, changed)).json).toMatchObject({
      ...{ note: null, version: 2 },
    })
    expect((await service.admin('DELETE', path)).status).toBe(204)
    expect((await service.admin('GET', path)).json['code']).toBe('not-found')
    expect((await service.admin('DELETE', path)).json['code']).toBe('not-found')
    const { items } = await service.client.call('listConnectionRequests', {
      params: { organization: 'acme' },
    })
    expect(items.map(({ name }) => name)).toEqual(['acme-entra'])
  })

  test.each([
    ['no contact', { protocol: 'saml' }],
    ['another protocol', { ...input, protocol: 'ldap' }],
    ['a field for a secret', { ...input, clientSecret: 'x' }],
  ])('is refused with %s', async (_, body) => {
    expect((await service.admin('PUT', path, body)).json['code']).toBe('invalid-input')
  })

  test('is nobody’s without an organization, and goes with it', async () => {
    const nowhere = await service.admin('PUT', '/organizations/nope/connection-requests/x', input)
    expect(nowhere.json['code']).toBe('not-found')
    await service.admin('PUT', path, input)
    await service.admin('DELETE', '/organizations/acme')
    expect((await service.admin('GET', path)).json).toMatchObject({
      ...{ code: 'not-found', path: 'organization' },
    })
  })
})
