/** The life of an OpenID Connect connection: tested, enabled on that evidence, stale, suspended; and the checks that need no person. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../../src/practice-idp/index.js'
import type { TestService } from '../support.js'
import {
  askIdp,
  attemptOf,
  beginAt,
  carry,
  connectionInput,
  furnishOnly,
  registerApp,
  signIn,
  startOidcService,
  type Landed,
} from './support.js'

let idp: PracticeIdp
let otherIdp: PracticeIdp
let service: TestService

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
  otherIdp = await startPracticeIdp({ port: 0 })
})
afterAll(async () => {
  await idp.close()
  await otherIdp.close()
})
beforeEach(async () => {
  service = await startOidcService()
  await furnishOnly(service, idp)
})
afterEach(() => service.close())

const name = 'acme-oidc'
const params = { name }
const statusNow = async () => (await service.client.call('getConnection', { params })).status
const change = (more: object) =>
  service.admin('PUT', `/oidc-connections/${name}`, connectionInput(idp, more))
const activate = (override: { reason: string } | null = null) =>
  service.admin('PUT', `/connections/${name}/activation`, { override })

/** A whole test sign-in. */
async function runTest(misbehave = '', person = 'ada'): Promise<{ id: string; landed: Landed }> {
  const { id, url } = await service.client.call('createConnectionTest', { params })
  const location = await beginAt(service, (url ?? '').slice(service.url.length))
  return { id, landed: await carry(await askIdp(idp, location, person, misbehave)) }
}
const testNow = (id: string) => service.client.call('getConnectionTest', { params: { name, id } })

describe('a test sign-in', () => {
  test('S05: shows what came and where it leads, and signs nobody in', async () => {
    const { id, landed } = await runTest()
    expect([landed.status, landed.location]).toEqual([303, `/connection-tests/${id}`])
    expect(landed.cookies).toEqual([])
    const { status, result, finding } = await testNow(id)
    expect([status, finding]).toEqual(['passed', null])
    expect(result).toMatchObject({
      subject: 'ada',
      profile: { login: 'ada', email: 'ada@example.com' },
      decision: { groups: ['Engineers', 'Platform Admins'], roles: ['create-projects'] },
    })
    expect(result?.claims['groups']).toEqual(['Engineers', 'Platform Admins'])
    expect(result?.claims['nonce']).toBeUndefined()
    expect(result?.checks.length).toBeGreaterThan(30)
    expect(new Set(result?.checks.map(({ outcome }) => outcome))).toEqual(new Set(['held']))
    expect(await service.store.people.list('acme', { limit: 5 })).toEqual([])
    expect(await statusNow()).toBe('tested')
  })

  test('that is refused shows which rule, and that those before it held', async () => {
    const { id, landed } = await runTest('wrong-nonce')
    expect(landed.location).toBe(`/connection-tests/${id}`)
    const { status, finding, result } = await testNow(id)
    expect([status, finding?.code]).toEqual(['failed', 'id-token-nonce-mismatch'])
    const outcomeOf = (code: string) => result?.checks.find((row) => row.code === code)?.outcome
    expect(outcomeOf('callback-state-mismatch')).toBe('held')
    expect(outcomeOf('id-token-audience-mismatch')).toBe('held')
    expect(outcomeOf('id-token-nonce-mismatch')).toBe('failed')
    expect(outcomeOf('id-token-subject-missing')).toBe('not-reached')
    expect(await statusNow()).toBe('draft')
  })

  test('that ends in an error of the IdP says so where it happened', async () => {
    const { id } = await runTest('client-refused')
    const { finding, result } = await testNow(id)
    expect(finding?.code).toBe('token-client-refused')
    const codes = result?.checks.map(({ code }) => code) ?? []
    const at = codes.indexOf('token-client-refused')
    expect(result?.checks[at]).toMatchObject({ outcome: 'failed', remedy: finding?.remedy })
    expect(result?.checks[at - 1]?.outcome).toBe('held')
    expect(result?.checks[at + 1]?.outcome).toBe('not-reached')
  })

  test('that fails in the mapping says what came', async () => {
    await change({ attributeMapping: { email: 'nothing-sends-this' } })
    const { id } = await runTest()
    const { finding, result } = await testNow(id)
    expect(finding?.code).toBe('attribute-missing')
    expect(result?.claims['email']).toEqual(['ada@example.com'])
    expect(result?.checks.at(-1)).toMatchObject({ code: 'attribute-missing', outcome: 'failed' })
  })

  test('its answer opens no session, however often it is brought', async () => {
    const { url } = await service.client.call('createConnectionTest', { params })
    const location = await beginAt(service, (url ?? '').slice(service.url.length))
    const carried = await askIdp(idp, location)
    await carry(carried)
    const again = await carry(carried)
    expect([again.status, again.cookies]).toEqual([403, []])
    expect((await attemptOf(service, again)).finding?.code).toBe('authorization-request-unknown')
  })
})

describe('enabling', () => {
  test('W05: needs a test of this very configuration', async () => {
    expect((await activate()).json['code']).toBe('test-missing')
    await expect(signIn(service, idp)).rejects.toThrow('sign-in-failed')
    await runTest()
    expect((await activate()).status).toBe(201)
    expect((await signIn(service, idp)).status).toBe(303)
  })

  test('S06: a change makes the evidence stale, and another IdP suspends it until tested', async () => {
    await runTest()
    await activate()
    await change({ scopes: ['openid', 'groups'] })
    expect(await statusNow()).toBe('stale')
    expect((await signIn(service, idp)).status).toBe(303)
    await change({ issuer: otherIdp.issuer })
    expect(await statusNow()).toBe('suspended')
    const closed = await service.get(`/oidc/${name}/login`, { accept: 'application/json' })
    expect(closed.status).toBe(403)
    await change({ scopes: ['openid', 'groups'] })
    expect(await statusNow()).toBe('stale')
    await runTest()
    expect(await statusNow()).toBe('enabled')
  })

  test('disabling ends its sessions', async () => {
    await runTest()
    await activate()
    const landed = await signIn(service, idp)
    const cookie = landed.cookies[0]?.split(';')[0] ?? ''
    expect((await service.get('/', { cookie })).status).toBe(200)
    await service.admin('DELETE', `/connections/${name}/activation`)
    expect((await service.get('/', { cookie })).status).toBe(401)
  })

  test('W10: an organization that requires SSO keeps its last connection, OpenID Connect or not', async () => {
    const at = service.clock.now()
    await service.store.transaction((tx) =>
      tx.administrators.insert({
        ...{ id: 'root', organization: 'acme', email: 'root@acme.example' },
        ...{ input: { displayName: 'Root' }, passwordHash: 'unused', passwordSetAt: at },
        ...{ passwordWorkedAt: at, version: 1, createdAt: at, updatedAt: at, creationKey: null },
      }),
    )
    await runTest()
    await activate()
    const policy = { requireSso: true, breakGlassAdministrators: ['root@acme.example'] }
    expect((await service.admin('PUT', '/organizations/acme/sso-policy', policy)).status).toBe(201)
    const codes = [
      await service.admin('DELETE', `/oidc-connections/${name}`),
      await service.admin('DELETE', `/connections/${name}/activation`),
      await change({ issuer: otherIdp.issuer }),
    ].map(({ json }) => json['code'])
    expect(codes).toEqual(Array(3).fill('sso-policy-in-force'))
  })
})

describe('checks without a person', () => {
  const checks = async () => {
    const { items } = await service.client.call('checkConnection', { params })
    return Object.fromEntries(items.map((item) => [item.code, item]))
  }

  test('all hold of a good one', async () => {
    const found = await checks()
    expect(Object.entries(found).map(([code, { outcome }]) => [code, outcome])).toEqual([
      ['discovery-readable', 'held'],
      ['issuer-agrees', 'held'],
      ['endpoints-agree', 'held'],
      ['keys-readable', 'held'],
      ['redirect-uri-registered', 'held'],
      ['client-secret-present', 'held'],
      ['client-accepted', 'held'],
    ])
  })

  test('by form post the redirect URI is found in the page', async () => {
    await change({ responseMode: 'form_post' })
    expect((await checks())['redirect-uri-registered']?.outcome).toBe('held')
  })

  test('say what is wrong at the IdP, and what mends it', async () => {
    const elsewhere = 'https://elsewhere.example/callback'
    await registerApp(idp, elsewhere, { clientSecret: 'another' })
    const found = await checks()
    expect(found['redirect-uri-registered']).toMatchObject({ outcome: 'failed' })
    expect(found['redirect-uri-registered']?.remedy).toContain(
      `Register ${service.url}/oidc/acme-oidc/callback to the letter`,
    )
    expect(found['client-accepted']).toMatchObject({ outcome: 'failed' })
    expect(found['client-accepted']?.detail).toContain('token-client-refused')
  })

  test('say what has moved, and who is gone', async () => {
    const record = await service.store.oidcConnections.find(name)
    if (!record) throw new Error('no connection')
    await service.store.transaction((tx) =>
      tx.oidcConnections.replace({
        ...record,
        idp: { ...record.idp, jwksUri: `${idp.issuer}/moved` },
        version: 2,
      }),
    )
    const moved = await checks()
    expect(moved['endpoints-agree']).toMatchObject({ outcome: 'failed' })
    expect(moved['keys-readable']?.detail).toContain('jwks-unreachable')
    const gone = await startPracticeIdp({ port: 0 })
    await change({ issuer: gone.issuer })
    await gone.close()
    const found = await checks()
    expect(found['discovery-readable']?.detail).toContain('discovery-unreachable')
    expect(found['client-accepted']?.detail).toContain('token-endpoint-unreachable')
    expect(found['redirect-uri-registered']?.outcome).toBe('failed')
  })

  test('leave no trace', async () => {
    await checks()
    expect((await service.client.call('listSignInAttempts')).items).toEqual([])
  })
})
