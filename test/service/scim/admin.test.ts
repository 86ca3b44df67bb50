/** Directories and their tokens, as the admin API manages them. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startTestService, type TestService } from '../support.js'
import { addDirectory, addOpenOrganization, addOrganization } from './support.js'

let service: TestService
beforeEach(async () => {
  service = await startTestService()
})
afterEach(() => service.close())

const tokens = '/directories/acme/tokens'
const put = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  service.admin('PUT', path, body, headers)

describe('a directory', () => {
  test.each([
    ['torque', '/api/scim', false, 'removed'],
    ['qualified', '/scim/acme/v2', false, 'inactive'],
    ['sonarqube-cloud', '/scim/acme/v2', true, 'inactive'],
  ])('of %s is at %s, as its preset has it', async (preset, path, groups, deactivated) => {
    const { baseUrl } = await addDirectory(service, preset, 'acme')
    expect(baseUrl).toBe(`${service.url}${path}`)
    const { json, headers } = await service.admin('GET', '/directories/acme')
    expect(json).toMatchObject({ preset, connection: null, capabilities: { groups, deactivated } })
    expect(headers.get('etag')).toBe('"1"')
  })

  test('is none under Twenty', async () => {
    await addOrganization(service, 'twenty', 'acme')
    const refused = await put('/directories/acme', { organization: 'acme' })
    expect(refused.json['code']).toBe('directory-unsupported')
  })

  test('needs a connection that works, the named one if one is named (T60)', async () => {
    await put('/organizations/acme', { preset: 'torque', displayName: 'Acme' })
    const refused = await put('/directories/acme', { organization: 'acme' })
    expect([refused.status, refused.json]).toMatchObject([
      409,
      { code: 'connection-needed', source: 'T60' },
    ])
    await addOrganization(service, 'torque', 'acme')
    const draft = await put('/directories/acme', { organization: 'acme' })
    expect(draft.json['code']).toBe('connection-needed')
    await addOpenOrganization(service, 'torque', 'acme')
    const other = await put('/directories/acme', { organization: 'acme', connection: 'other' })
    expect(other.json['code']).toBe('connection-needed')
    const named = await put('/directories/acme', { organization: 'acme', connection: 'acme-okta' })
    expect(named.status).toBe(201)
  })

  test('follows conditions, keeps its organization, and keeps its organization there', async () => {
    await addDirectory(service, 'torque', 'acme')
    await addOrganization(service, 'torque', 'other')
    const moved = await put('/directories/acme', { organization: 'other' })
    expect(moved.json['code']).toBe('organization-fixed')
    const stale = await put(
      '/directories/acme',
      { organization: 'acme', connection: 'acme-okta' },
      { 'if-match': '"7"' },
    )
    expect(stale.json['code']).toBe('version-conflict')
    await service.admin('DELETE', '/saml-connections/acme-okta')
    const inUse = await service.admin('DELETE', '/organizations/acme')
    expect([inUse.status, inUse.json['code']]).toEqual([409, 'still-in-use'])
    expect((await service.admin('DELETE', '/directories/acme')).status).toBe(204)
    expect((await service.admin('DELETE', '/organizations/acme')).status).toBe(204)
    const changes = await service.store.changes.list(3)
    expect(changes.map(({ object, action }) => `${action} ${object}`)).toContain(
      'delete directories/acme',
    )
  })
})

describe('a token', () => {
  test('is shown once, kept as a hash, never logged, and tells when it was used last (T53)', async () => {
    const { token } = await addDirectory(service, 'torque', 'acme')
    expect(token).toMatch(/^[\w-]{43}$/)
    const again = await service.admin('GET', `${tokens}/first`)
    expect(again.json).toMatchObject({ permissions: ['Manage Users'], lastUsedAt: null })
    expect(again.text + (await service.admin('GET', tokens)).text).not.toContain(token)
    await service.get('/api/scim/Users', { authorization: token })
    expect(service.logged.join('')).not.toContain(token)
    // Written a moment later, or when somebody asks for the log.
    await service.admin('GET', '/directories/acme/requests')
    const used = await service.admin('GET', `${tokens}/first`)
    expect(used.json['lastUsedAt']).toBe(service.clock.now().toISOString())
    const repeated = await put(`${tokens}/first`, {})
    expect(repeated.json['code']).toBe('already-exists')
  })

  test('lives beside one other, for rotation; a third is refused; an expired one is out of the way', async () => {
    await addDirectory(service, 'torque', 'acme')
    expect((await put(`${tokens}/second`, { expiresInDays: 1 })).status).toBe(201)
    const third = await put(`${tokens}/third`, {})
    expect([third.status, third.json['code']]).toEqual([409, 'too-many-tokens'])
    service.clock.advance(24 * 60 + 1)
    expect((await put(`${tokens}/third`, {})).status).toBe(201)
    expect((await service.admin('DELETE', `${tokens}/first`)).status).toBe(204)
    expect((await put(`${tokens}/fourth`, {})).status).toBe(201)
  })

  test('may be brought along, without the word Bearer, and only once', async () => {
    await addDirectory(service, 'torque', 'acme')
    const value = 'v'.repeat(40)
    const given = await put(`${tokens}/given`, { value })
    expect([given.status, given.json['value']]).toEqual([201, null])
    expect((await service.get('/api/scim/Users', { authorization: value })).status).toBe(200)
    const pasted = await put(`${tokens}/pasted`, { value: `Bearer ${value}` })
    expect([pasted.status, pasted.text]).toEqual([400, expect.not.stringContaining(value)])
    await service.admin('DELETE', `${tokens}/first`)
    expect((await put(`${tokens}/twin`, { value })).status).toBe(400)
  })

  test('whose answer was lost is made anew by the same request', async () => {
    await addDirectory(service, 'torque', 'acme')
    const once = { 'idempotency-key': 'k1', 'if-none-match': '*' }
    const first = await put(`${tokens}/second`, {}, once)
    const again = await put(`${tokens}/second`, {}, once)
    expect([first.status, again.status]).toEqual([201, 201])
    const authorization = (answer: { json: Record<string, unknown> }) =>
      service.get('/api/scim/Users', { authorization: `Bearer ${String(answer.json['value'])}` })
    expect((await authorization(first)).status).toBe(401)
    expect((await authorization(again)).status).toBe(200)
  })
})
