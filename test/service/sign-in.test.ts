/** Signing in by SAML, end to end: real HTTP, a real database, the practice IdP. */
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { answerOfIdp, askIdp, cookieOf, furnish, post, signIn, type Landed } from './people.js'
import { startTestService, type TestService } from './support.js'

let idp: PracticeIdp
let service: TestService

// The IdP's clock goes with that of the service under test.
beforeAll(async () => {
  service = await startTestService()
  idp = await startPracticeIdp({ port: 0, now: () => service.clock.now() })
  await service.close()
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startTestService()
  await furnish(service, idp)
})
afterEach(() => service.close())

const begin = async (query = '', headers = {}): Promise<string> =>
  (await service.get(`/saml/acme-okta/login${query}`, headers)).headers.get('location') ?? ''

const landing = async (cookie: string) =>
  (await service.get('/', { cookie, accept: 'application/json' })).json

/** What the administrator reads under the reference the stranger was shown. */
async function findingBehind(landed: Landed) {
  expect(landed.status).toBe(403)
  expect(landed.json).toEqual({ error: 'sign-in-failed', reference: expect.any(String) })
  const reference = landed.json.reference ?? ''
  const attempt = await service.client.call('getSignInAttempt', { params: { reference } })
  expect(attempt.outcome).toBe('refused')
  return attempt.finding
}

describe('a good sign-in', () => {
  test('ends at the landing page with groups, roles and the reason for each', async () => {
    const cookie = await signIn(service, idp)
    const seen = await landing(cookie)
    expect(seen).toMatchObject({
      user: { login: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' },
      organization: 'acme',
      connection: 'acme-okta',
      groups: ['Engineers', 'Platform Admins'],
      roles: ['create-projects'],
    })
    expect(seen['trace']).toContainEqual({
      ...{ effect: 'gave', kind: 'role', subject: 'create-projects' },
      because: 'member of "Platform Admins"',
      source: 'role_rules: Platform Admins → create-projects',
    })
    expect(seen['trace']).toContainEqual(
      expect.objectContaining({ kind: 'group', subject: 'Engineers', source: 'S61' }),
    )
  })

  test('is recorded with its trace', async () => {
    await signIn(service, idp)
    const { items } = await service.client.call('listSignInAttempts')
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ outcome: 'signed-in', user: 'ada', finding: null })
    expect(items[0]?.trace.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['field', 'group', 'role']),
    )
  })

  test('returns to the local path that was asked for', async () => {
    const landed = await post(await askIdp(idp, await begin('?RelayState=/projects?x=1%26y=2')))
    expect(landed.location).toBe('/projects?x=1&y=2')
  })

  test('a second sign-in follows the IdP: groups reset, profile refreshed, Members kept (S62, S63)', async () => {
    await signIn(service, idp, 'grace')
    const user = await service.store.users.find({
      connection: 'acme-okta',
      idpEntityId: idp.entityId,
      subject: 'grace@example.com',
    })
    await service.store.transaction((tx) =>
      tx.users.replaceGroups(user?.id ?? '', 'acme', [
        { name: 'Members' },
        { name: 'Platform Admins' },
      ]),
    )
    const seen = await landing(await signIn(service, idp, 'grace'))
    expect(seen['groups']).toEqual(['Engineers', 'Members'])
    expect(seen['roles']).toEqual([])
    expect(seen['trace']).toContainEqual(
      expect.objectContaining({ effect: 'took', subject: 'Platform Admins' }),
    )
  })

  test('somebody in no group signs in to nothing (S66)', async () => {
    expect(await landing(await signIn(service, idp, 'linus'))).toMatchObject({
      groups: [],
      roles: [],
    })
  })

  test('names survive escaping and the page shows them as text', async () => {
    const cookie = await signIn(service, idp, 'zoe')
    const page = await service.get('/', { cookie, accept: 'text/html' })
    expect(page.text).toContain('Zoë Ångström &lt;王')
    expect(page.text).not.toContain('<王>')
    expect(page.text).toContain('<html lang="en">')
    expect(page.text).not.toMatch(/<script|<style|style=/)
  })
})

describe('a role is asked for at every request', () => {
  test('a role rule taken away stops granting at once', async () => {
    const cookie = await signIn(service, idp)
    await service.client.call('putOrganization', {
      params: { name: 'acme' },
      body: { preset: 'sonarqube-cloud', displayName: 'Acme', roleRules: [] },
    })
    const seen = await landing(cookie)
    expect(seen['roles']).toEqual([])
    expect(JSON.stringify(seen['trace'])).not.toContain('create-projects')
  })

  test('a group removed is left at once, and the trace says so', async () => {
    const cookie = await signIn(service, idp)
    const params = { organization: 'acme', name: 'Platform Admins' }
    await service.client.call('deleteGroup', { params })
    const seen = await landing(cookie)
    expect(seen).toMatchObject({ groups: ['Engineers'], roles: [] })
    expect(seen['trace']).toContainEqual(
      expect.objectContaining({ effect: 'took', subject: 'Platform Admins' }),
    )
  })
})

describe('once only', () => {
  test('the very same Response a second time is a replay', async () => {
    const answer = await askIdp(idp, await begin())
    expect((await post(answer)).status).toBe(303)
    expect(await findingBehind(await post(answer))).toMatchObject({
      code: 'response-replayed',
      owner: 'user',
      remedy: expect.stringContaining('Begin the sign-in again'),
    })
  })

  test('of many that post it at once, one is signed in', async () => {
    const answer = await askIdp(idp, await begin())
    const landed = await Promise.all(Array.from({ length: 12 }, () => post(answer)))
    expect(landed.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(landed.filter(({ status }) => status === 403)).toHaveLength(11)
  })

  test('a second Response to an answered request is refused', async () => {
    const location = await begin()
    expect((await post(await askIdp(idp, location))).status).toBe(303)
    const second = await post(await askIdp(idp, location, 'grace'))
    expect((await findingBehind(second))?.code).toBe('request-unknown')
  })

  test('a Response is spent even if the sign-in is refused after verification', async () => {
    await furnish(service, idp, 'acme-okta', { attributeMapping: {} })
    const answer = await askIdp(idp, await begin())
    expect((await findingBehind(await post(answer)))?.code).toBe('attribute-missing')
    await furnish(service, idp)
    expect((await findingBehind(await post(answer)))?.code).toBe('response-replayed')
  })
})

describe('refusals', () => {
  test('a request answered too late, though the IdP answered in time', async () => {
    const location = await begin()
    service.clock.advance(11)
    const answer = await askIdp(idp, location)
    expect((await findingBehind(await post(answer)))?.code).toBe('request-expired')
  })

  test('a Response posted too late', async () => {
    const answer = await askIdp(idp, await begin())
    service.clock.advance(7)
    expect((await findingBehind(await post(answer)))?.owner).toBeDefined()
    expect((await post(answer)).status).toBe(403)
  })

  test('a Response for another connection', async () => {
    await furnish(service, idp, 'other')
    const answer = await askIdp(idp, await begin())
    const to = answer.acsUrl.replace('acme-okta', 'other')
    const finding = await findingBehind(await post(answer, {}, to))
    expect(finding?.code).toMatch(/mismatch/)
  })

  test('a Response nobody asked for: SonarQube Cloud has no IdP-initiated sign-in (S08)', async () => {
    const { endpoints } = await service.client.call('getSamlConnection', {
      params: { name: 'acme-okta' },
    })
    const answer = await answerOfIdp(idp, {
      acsUrl: endpoints.acsUrl,
      audience: endpoints.spEntityId,
      person: 'ada',
    })
    expect((await findingBehind(await post(answer)))?.code).toBe('unsolicited-response')
  })

  test('a request that was never ours', async () => {
    const answer = await askIdp(idp, await begin())
    await service.store.transaction((tx) =>
      tx.removeExpired(new Date(Date.now() + 48 * 3_600_000), new Date(0)),
    )
    expect((await findingBehind(await post(answer)))?.code).toBe('request-unknown')
  })

  test('somebody unknown, where people are not created by signing in (W07)', async () => {
    await furnish(service, idp, 'acme-okta', { justInTimeProvisioning: false })
    const stranger = await post(await askIdp(idp, await begin(), 'grace'))
    expect((await findingBehind(stranger))?.code).toBe('user-unknown')
    await furnish(service, idp)
    await signIn(service, idp)
    await furnish(service, idp, 'acme-okta', { justInTimeProvisioning: false })
    expect((await post(await askIdp(idp, await begin()))).status).toBe(303)
  })

  test.each([
    ['nothing', {}],
    ['an empty field', { SAMLResponse: '' }],
    ['no base64', { SAMLResponse: '<xml>' }],
    ['no SAML', { SAMLResponse: Buffer.from('<a/>').toString('base64') }],
  ])('a form with %s', async (_title, form) => {
    const response = await fetch(`${service.url}/saml/acme-okta/acs`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(form),
    })
    expect(response.status).toBe(403)
  })

  test('the stranger sees a reference and no reason', async () => {
    const landed = await post(
      { acsUrl: `${service.url}/saml/acme-okta/acs`, SAMLResponse: 'AAAA' },
      { accept: 'text/html' },
    )
    expect(landed.status).toBe(403)
    expect(landed.text).toMatch(/Sign-in failed, reference [a-z0-9]{8,32}</)
    expect(landed.text).not.toMatch(/SAML|assertion|(?<!svg\+)XML|remedy/i)
    expect(landed.cookies).toEqual([])
  })

  test('what is no form is not read', async () => {
    const send = (type: string, body: string) =>
      fetch(`${service.url}/saml/acme-okta/acs`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      })
    expect((await send('application/json', '{}')).status).toBe(415)
    const large = `SAMLResponse=${'A'.repeat(300_000)}`
    expect((await send('application/x-www-form-urlencoded', large)).status).toBe(413)
  })

  test('connections that are not there have no endpoints', async () => {
    for (const path of ['/saml/nope/login', '/saml/nope/metadata', '/saml/NOPE!/login']) {
      expect((await service.get(path)).status).toBe(404)
    }
  })
})

describe('sessions', () => {
  test('the cookie is out of reach of scripts and other sites', async () => {
    const landed = await post(await askIdp(idp, await begin()))
    expect(landed.cookies).toHaveLength(1)
    expect(landed.cookies[0]).toMatch(/^mortise-session=[\w-]{43}; Max-Age=43200; Path=\//)
    expect(landed.cookies[0]).toContain('HttpOnly')
    expect(landed.cookies[0]).toContain('SameSite=Lax')
  })

  test('the database holds no token', async () => {
    const token = (await signIn(service, idp)).split('=')[1] ?? ''
    expect(await service.store.sessions.find(token)).toBeUndefined()
  })

  const statusOf = async (cookie: string) => (await service.get('/', { cookie })).status

  test('nobody, or a made-up cookie, is not signed in', async () => {
    expect(await statusOf('')).toBe(401)
    expect(await statusOf('mortise-session=made-up')).toBe(401)
    expect((await service.get('/', { accept: 'application/json' })).json['code']).toBe(
      'not-signed-in',
    )
    expect((await service.get('/', { accept: 'text/html' })).text).not.toMatch(/acme|okta/)
  })

  test('it ends an hour after the person was last seen', async () => {
    const cookie = await signIn(service, idp)
    service.clock.advance(59)
    expect(await statusOf(cookie)).toBe(200)
    service.clock.advance(59)
    expect(await statusOf(cookie)).toBe(200)
    service.clock.advance(60)
    expect(await statusOf(cookie)).toBe(401)
  })

  test('it ends after twelve hours, however busy', async () => {
    const cookie = await signIn(service, idp)
    for (let half = 1; half < 24; half++) {
      service.clock.advance(30)
      expect(await statusOf(cookie)).toBe(200)
    }
    service.clock.advance(30)
    expect(await statusOf(cookie)).toBe(401)
  })

  test('it ends with its connection', async () => {
    const cookie = await signIn(service, idp)
    await service.client.call('deleteSamlConnection', { params: { name: 'acme-okta' } })
    expect(await statusOf(cookie)).toBe(401)
    await furnish(service, idp)
    expect(await statusOf(cookie)).toBe(401)
  })

  test('a new sign-in in the same browser ends the old one', async () => {
    const old = await signIn(service, idp)
    const landed = await post(await askIdp(idp, await begin()), { cookie: old })
    expect(await statusOf(old)).toBe(401)
    expect(await statusOf(cookieOf(landed))).toBe(200)
  })

  test.each([
    ['by the page itself', { origin: 'own' }, 303],
    ['by a page of ours, as browsers say without Origin', { 'sec-fetch-site': 'same-origin' }, 303],
    ['by another site', { origin: 'https://evil.example' }, 403],
    ['by a sandboxed frame', { origin: 'null' }, 403],
    ['by nobody knows whom', {}, 403],
  ] as const)('sign-out asked %s', async (_title, headers, expected) => {
    const cookie = await signIn(service, idp)
    const response = await fetch(`${service.url}/sign-out`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        cookie,
        ...headers,
        ...('origin' in headers && headers.origin === 'own' ? { origin: service.url } : {}),
      },
    })
    expect(response.status).toBe(expected)
    expect(await statusOf(cookie)).toBe(expected === 303 ? 401 : 200)
  })
})

describe('our side of the connection', () => {
  test('SP metadata says what the endpoints say', async () => {
    const { endpoints } = await service.client.call('getSamlConnection', {
      params: { name: 'acme-okta' },
    })
    const metadata = await service.get('/saml/acme-okta/metadata')
    expect(metadata.headers.get('content-type')).toContain('application/samlmetadata+xml')
    expect(metadata.text).toContain(`entityID="${endpoints.spEntityId}"`)
    expect(metadata.text).toContain(`Location="${endpoints.acsUrl}"`)
    expect(endpoints.spMetadataUrl).toBe(`${service.url}/saml/acme-okta/metadata`)
  })

  test('HEAD begins no sign-in', async () => {
    const response = await fetch(`${service.url}/saml/acme-okta/login`, {
      method: 'HEAD',
      redirect: 'manual',
    })
    expect(response.status).toBe(404)
  })
})
