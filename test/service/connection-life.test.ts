/** A connection's life: draft, tested, enabled, stale, suspended, disabled; and the test sign-in that makes the evidence. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { askIdp, cookieOf, enable, furnishOnly, post, signIn, type Landed } from './people.js'
import { startTestService, type TestService } from './support.js'

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
  service = await startTestService()
  await furnishOnly(service, idp)
})
afterEach(() => service.close())

const name = 'acme-okta'
const path = `/connections/${name}`
const params = { name }
const statusNow = async () => (await service.client.call('getConnection', { params })).status
const makeTest = () => service.client.call('createConnectionTest', { params })
const testNow = (id: string) => service.client.call('getConnectionTest', { params: { name, id } })

const local = (url: string): string => url.slice(service.url.length)

interface Opened {
  readonly location: string
  readonly cookie: string
  readonly status: number
}
async function open(url: string, cookie = ''): Promise<Opened> {
  const { status, headers } = await service.get(local(url), cookie ? { cookie } : {})
  const held = headers.getSetCookie().find((line) => line.startsWith('mortise-test=')) ?? ''
  return { status, location: headers.get('location') ?? '', cookie: held.split(';')[0] ?? '' }
}

/** A whole test sign-in. */
async function runTest(person = 'ada', at = idp): Promise<{ id: string; landed: Landed }> {
  const { id, url } = await makeTest()
  const { location } = await open(url ?? '')
  return { id, landed: await post(await askIdp(at, location, person)) }
}

const change = (more: object) =>
  service.client.call('putSamlConnection', {
    params,
    body: {
      organization: 'acme',
      idpMetadataUrl: idp.metadataUrl,
      attributeMapping: { name: 'displayName', email: 'mail' },
      ...more,
    },
  })

const activate = (override: { reason: string } | null = null, headers = {}) =>
  service.admin('PUT', `${path}/activation`, { override }, headers)

describe('a test sign-in', () => {
  test('verifies, maps and decides, and leaves nobody signed in (S05)', async () => {
    const { id, landed } = await runTest()
    expect([landed.status, landed.location]).toEqual([303, `/connection-tests/${id}`])
    expect(landed.cookies).toEqual([])
    const { status, result, finding, configDigest } = await testNow(id)
    expect([status, finding]).toEqual(['passed', null])
    expect(result).toMatchObject({
      profile: { login: 'ada', email: 'ada@example.com' },
      decision: { groups: ['Engineers', 'Platform Admins'], roles: ['create-projects'] },
      admission: null,
    })
    expect(result?.claims['mail']).toEqual(['ada@example.com'])
    expect(result?.checks.length).toBeGreaterThan(20)
    expect(new Set(result?.checks.map(({ outcome }) => outcome))).toEqual(new Set(['held']))
    expect(result?.trace).toContainEqual(expect.objectContaining({ kind: 'role', effect: 'gave' }))
    const connection = await service.client.call('getSamlConnection', { params })
    expect(connection).toMatchObject({
      status: 'tested',
      configDigest,
      evidence: { test: id, configDigest, current: true },
    })
    const identity = { connection: name, idpEntityId: idp.entityId, subject: 'ada@example.com' }
    expect(await service.store.users.find(identity)).toBeUndefined()
    const { items } = await service.client.call('listSignInAttempts')
    expect(items.map(({ outcome, user }) => [outcome, user])).toEqual([['test-passed', 'ada']])
  })

  test('its URL serves one browser, for ten minutes; nothing of it is kept or logged', async () => {
    const { id, url } = await makeTest()
    const token = new URL(url ?? '').searchParams.get('token') ?? ''
    expect((await testNow(id)).url).toBeNull()
    const mine = await open(url ?? '')
    expect(mine.status).toBe(302)
    expect((await open(url ?? '')).status).toBe(410)
    expect((await open(url ?? '', mine.cookie)).status).toBe(302)
    expect(JSON.stringify(await service.store.connectionTests.find(id))).not.toContain(token)
    expect(service.logged.join('')).not.toContain(token)
    service.clock.advance(11)
    expect((await open(url ?? '', mine.cookie)).status).toBe(410)
    expect((await testNow(id)).status).toBe('expired')
    expect((await service.get('/connection-tests?token=guess')).status).toBe(410)
  })

  test('its result is shown to who opened it, as page and as JSON, and to nobody else', async () => {
    const { id, url } = await makeTest()
    const { location, cookie } = await open(url ?? '')
    await post(await askIdp(idp, location, 'zoe'))
    const page = await service.get(`/connection-tests/${id}`, { cookie, accept: 'text/html' })
    expect(page.text).toContain('The test has passed')
    expect(page.text).toContain('Zoë Ångström &lt;王')
    expect(page.text).toContain('✓ held')
    expect(page.text).not.toMatch(/<script|<style|style=/)
    const json = await service.get(`/connection-tests/${id}`, {
      cookie,
      accept: 'application/json',
    })
    expect(json.json).toMatchObject({ id, status: 'passed', url: null })
    for (const other of ['', 'mortise-test=another']) {
      expect((await service.get(`/connection-tests/${id}`, { cookie: other })).status).toBe(404)
    }
  })

  test('that fails in the mapping says what came, and what to change', async () => {
    await change({ attributeMapping: { email: 'nothing-sends-this' } })
    const { id, landed } = await runTest()
    expect(landed.status).toBe(303)
    const { status, finding, result } = await testNow(id)
    expect([status, finding?.code]).toEqual(['failed', 'attribute-missing'])
    expect(result?.claims['mail']).toEqual(['ada@example.com'])
    expect(result?.checks.at(-1)).toMatchObject({ code: 'attribute-missing', outcome: 'failed' })
    expect(await statusNow()).toBe('draft')
  })

  test('that fails before anything is believed is recorded with its finding', async () => {
    const { id, url } = await makeTest()
    const { location } = await open(url ?? '')
    const answer = await askIdp(idp, location)
    const tampered = Buffer.from(
      Buffer.from(answer.SAMLResponse, 'base64').toString().replaceAll('Lovelace', 'Liar'),
    ).toString('base64')
    const landed = await post({ ...answer, SAMLResponse: tampered })
    expect(landed.location).toBe(`/connection-tests/${id}`)
    const { status, finding, result } = await testNow(id)
    expect([status, finding?.code]).toEqual(['failed', 'signature-digest-mismatch'])
    expect(result?.claims).toEqual({})
    expect(result?.checks[0]).toMatchObject({ outcome: 'failed' })
    expect(result?.checks[1]).toMatchObject({ outcome: 'not-reached' })
    // One chance: the true Response comes too late.
    expect((await post(answer)).status).toBe(403)
    expect(await statusNow()).toBe('draft')
  })

  test('its Response opens no session the second time either', async () => {
    const { url } = await makeTest()
    const answer = await askIdp(idp, (await open(url ?? '')).location)
    await post(answer)
    await activate()
    const again = await post(answer)
    expect([again.status, again.cookies]).toEqual([403, []])
  })

  test('somebody not invited proves the connection all the same', async () => {
    await change({ justInTimeProvisioning: false })
    const { status, result } = await testNow((await runTest()).id)
    expect([status, result?.admission?.code]).toEqual(['passed', 'user-unknown'])
  })
})

describe('activation (W05)', () => {
  test('is refused without a test, and with a test of another configuration', async () => {
    const untested = await activate()
    expect(untested.json).toMatchObject({ status: 409, code: 'test-missing' })
    await runTest()
    await change({ attributeMapping: { name: 'displayName' } })
    expect((await activate()).json['code']).toBe('test-missing')
    await change({})
    const enabled = await activate()
    expect([enabled.status, enabled.headers.get('etag')]).toEqual([201, '"1"'])
    expect(enabled.json).toMatchObject({ status: 'enabled', override: null })
    expect(enabled.json['evidenceDigest']).toBe(enabled.json['configDigest'])
  })

  test('by override says why, on record', async () => {
    expect((await activate({ reason: 'short' })).json['code']).toBe('invalid-input')
    const reason = 'migration night, tested by hand in staging'
    expect((await activate({ reason })).json).toMatchObject({
      status: 'enabled',
      testedAt: null,
      override: { reason },
    })
    const [row] = await service.store.changes.list(1)
    expect(row).toMatchObject({ object: `connections/${name}/activation`, note: reason })
  })

  test('an override excuses no missing entitlement (S01)', async () => {
    const { displayName, preset, version } = await service.client.call('getOrganization', {
      params: { name: 'acme' },
    })
    await service.client.call('putOrganization', {
      params: { name: 'acme' },
      body: { displayName, preset, roleRules: [], entitlements: [] },
      condition: { version },
    })
    const { json } = await activate({ reason: 'somebody said it is fine' })
    expect(json).toMatchObject({ status: 409, code: 'entitlement-missing', source: 'S01' })
  })

  test('nobody enters before, nor after it was taken away, and sessions end', async () => {
    const login = `/saml/${name}/login`
    const refused = await service.get(login, { accept: 'application/json' })
    expect([refused.status, Object.keys(refused.json)]).toEqual([403, ['error', 'reference']])
    const reference = String(refused.json['reference'])
    const attempt = await service.client.call('getSignInAttempt', { params: { reference } })
    expect(attempt.finding?.code).toBe('connection-not-enabled')

    await runTest()
    await activate()
    const cookie = await signIn(service, idp)
    const underway = (await service.get(login)).headers.get('location') ?? ''
    expect((await service.admin('DELETE', `${path}/activation`)).status).toBe(204)
    expect(await statusNow()).toBe('disabled')
    expect((await service.get('/', { cookie })).status).toBe(401)
    expect((await post(await askIdp(idp, underway))).status).toBe(403)
    expect((await service.admin('DELETE', `${path}/activation`)).status).toBe(404)
    await activate()
    expect(await statusNow()).toBe('enabled')
  })

  test('holds its conditions, and a repeated one is none', async () => {
    await runTest()
    const create = { 'if-none-match': '*', 'idempotency-key': 'k' }
    const first = await activate(null, create)
    const again = await activate(null, create)
    expect([first.status, again.status, again.json]).toEqual([201, 201, first.json])
    expect((await activate(null, { 'if-none-match': '*' })).json['code']).toBe('already-exists')
    expect((await activate(null, { 'if-match': '"9"' })).json['code']).toBe('version-conflict')
    expect((await activate()).json['version']).toBe(1)
  })
})

describe('evidence grows stale', () => {
  beforeEach(async () => {
    await runTest()
    await activate()
  })

  test('when the configuration changes; sign-in goes on, and a new test mends it', async () => {
    await change({ attributeMapping: { name: 'displayName' } })
    expect(await statusNow()).toBe('stale')
    expect((await activate()).json['code']).toBe('test-missing')
    const { json } = await service.admin('GET', `${path}/activation`)
    expect(json['evidenceDigest']).not.toBe(json['configDigest'])
    await change({})
    expect(await statusNow()).toBe('enabled')
    await change({ attributeMapping: { name: 'displayName', email: 'mail', groups: 'roles' } })
    await signIn(service, idp)
    await runTest()
    expect(await statusNow()).toBe('enabled')
  })

  test('not when metadata is read again and says the same', async () => {
    service.clock.advance(1)
    await change({})
    expect(await statusNow()).toBe('enabled')
  })

  test('another IdP carries nobody until it is tested, or answered for', async () => {
    await change({ idpMetadataUrl: otherIdp.metadataUrl })
    expect(await statusNow()).toBe('suspended')
    const refused = await service.get(`/saml/${name}/login`, { accept: 'application/json' })
    expect(refused.status).toBe(403)
    await runTest('ada', otherIdp)
    expect(await statusNow()).toBe('enabled')
    await change({})
    expect(await statusNow()).toBe('enabled') // the first IdP was tested too
    await change({ idpMetadataUrl: otherIdp.metadataUrl, justInTimeProvisioning: false })
    await enable(service, name, 'the IdP moved house tonight')
    expect(await statusNow()).toBe('enabled')
  })
})

describe('checks without a person', () => {
  const check = async () =>
    Object.fromEntries(
      (await service.client.call('checkConnection', { params })).items.map((item) => [
        item.code,
        item,
      ]),
    )

  test('tick what is in order', async () => {
    const checks = await check()
    expect(Object.entries(checks).map(([code, { outcome }]) => [code, outcome])).toEqual([
      ['metadata-readable', 'held'],
      ['entity-id-agrees', 'held'],
      ['endpoints-agree', 'held'],
      ['certificates-agree', 'held'],
      ['signed-requests', 'held'],
      ['certificate-days-left', expect.stringMatching(/held|warned/)],
    ])
  })

  test('name what has ended or cannot be reached, with the remedy', async () => {
    const { certificates } = (await service.client.call('getSamlConnection', { params })).idp
    const manual = { idpEntityId: idp.entityId, idpSsoUrl: `${idp.url}/sso`, certificates }
    await change({ idpMetadataUrl: null, ...manual })
    expect((await check())['metadata-readable']?.outcome).toBe('skipped')
    service.clock.advance(60 * 24 * 365 * 30)
    expect((await check())['certificate-days-left']).toMatchObject({
      outcome: 'failed',
      remedy: expect.stringMatching(/certificate/),
    })
  })
})

test('connections of every protocol are listed with how they stand', async () => {
  const { items } = await service.client.call('listConnections', {
    query: { organization: 'acme' },
  })
  expect(items).toEqual([
    {
      ...{ name, protocol: 'saml', organization: 'acme', preset: 'sonarqube-cloud' },
      ...{ idp: idp.entityId, status: 'draft', evidence: null },
      configDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ])
  const nobody = await service.client.call('listConnections', { query: { organization: 'zed' } })
  expect(nobody.items).toEqual([])
  expect((await service.admin('POST', '/connections/nope/tests')).status).toBe(404)
})

test('a signed-in person who goes through a test stays who they are', async () => {
  await runTest()
  await activate()
  const session = await signIn(service, idp)
  const { url } = await makeTest()
  const { location } = await open(url ?? '', session)
  const landed = await post(await askIdp(idp, location, 'grace'), { cookie: session })
  expect(cookieOf(landed)).toBe('')
  const seen = await service.get('/', { cookie: session, accept: 'application/json' })
  expect(seen.json).toMatchObject({ user: { login: 'ada' } })
})
