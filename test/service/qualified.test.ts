/** Qualified end to end: one ACS for all customers, sign-ins begun by the IdP, and the way back by "SSO LOG IN". */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { answerOfIdp, askIdp, cookieOf, enable, post, type Landed } from './people.js'
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
  await register('acme', 'acme-okta')
  await enable(service, 'acme-okta')
})
afterEach(() => service.close())

const customer = (name: string, preset = 'qualified') =>
  service.admin('PUT', `/organizations/${name}`, { preset, displayName: name })

async function register(organization: string, connection: string, more: object = {}) {
  await customer(organization)
  return service.admin('PUT', `/saml-connections/${connection}`, {
    organization,
    idpMetadataUrl: idp.metadataUrl,
    ...more,
  })
}

const acsUrl = (): string => `${service.url}/api/saml/consume`

/** From the IdP's portal: nobody here has asked for it. */
const fromPortal = (more: object = {}) =>
  answerOfIdp(idp, { acsUrl: acsUrl(), audience: service.url, person: 'ada', ...more })

async function codeBehind({ json }: Landed): Promise<string | undefined> {
  const params = { reference: json.reference ?? '' }
  return (await service.client.call('getSignInAttempt', { params })).finding?.code
}

describe('the global ACS', () => {
  test('Q07: the first sign-in begins at the IdP', async () => {
    const landed = await post(await fromPortal())
    expect([landed.status, landed.location]).toEqual([303, '/'])
    const seen = await service.get('/', { cookie: cookieOf(landed), accept: 'application/json' })
    expect(seen.json).toMatchObject({
      user: { login: 'ada', email: 'ada@example.com' },
      organization: 'acme',
      connection: 'acme-okta',
    })
  })

  test('Q07a: an unsolicited Response opens one session, and no second', async () => {
    const answer = await fromPortal()
    const landed = await Promise.all([post(answer), post(answer), post(answer)])
    expect(landed.map(({ status }) => status).sort()).toEqual([303, 403, 403])
    const refused = landed.find(({ status }) => status === 403)
    expect(refused && (await codeBehind(refused))).toBe('response-replayed')
  })

  test('serves a sign-in begun here as well', async () => {
    const begun = await service.get('/saml/acme-okta/login')
    const answer = await askIdp(idp, begun.headers.get('location') ?? '')
    expect(answer.acsUrl).toBe(acsUrl())
    expect((await post(answer)).status).toBe(303)
  })

  test('Q06: another audience than ours is refused', async () => {
    const refused = await post(await fromPortal({ audience: `${service.url}/` }))
    expect(await codeBehind(refused)).toBe('audience-mismatch')
  })

  test('Q02: the issuer finds the connection; an unknown one finds none, and the reason is kept', async () => {
    await service.admin('DELETE', '/saml-connections/acme-okta')
    const refused = await post(await fromPortal())
    expect(refused.status).toBe(403)
    expect(await codeBehind(refused)).toBe('issuer-unknown')
    expect(refused.text).not.toContain(idp.entityId)
  })

  test('Q02: the issuer only finds the connection, whose keys decide', async () => {
    const other = await startPracticeIdp({ port: 0, now: () => service.clock.now() })
    try {
      const answer = await answerOfIdp(other, {
        ...{ acsUrl: acsUrl(), audience: service.url, person: 'ada' },
      })
      const xml = Buffer.from(answer.SAMLResponse, 'base64').toString()
      const posing = xml.replaceAll(other.entityId, idp.entityId)
      const SAMLResponse = Buffer.from(posing).toString('base64')
      expect((await post({ ...answer, SAMLResponse })).status).toBe(403)
    } finally {
      await other.close()
    }
  })

  test('Q02: no second customer may register the same issuer', async () => {
    const second = await register('umbrella', 'umbrella-okta')
    expect([second.status, second.json]).toEqual([
      409,
      expect.objectContaining({ code: 'issuer-taken', detail: expect.stringContaining('acme') }),
    ])
    const again = await register('acme', 'acme-okta')
    expect([again.status, again.json['warnings']]).toEqual([200, []])
  })

  test('Q02a: an issuer that is no URL is accepted with a warning', async () => {
    await customer('umbrella')
    const body = (await (await fetch(idp.metadataUrl)).text()).replace(idp.entityId, 'JumpCloud')
    const more = { idpMetadataUrl: null, idpMetadataXml: body }
    const { status, json } = await register('umbrella', 'umbrella-idp', more)
    expect(status).toBe(201)
    expect(json['warnings']).toEqual([expect.objectContaining({ code: 'issuer-not-a-url' })])
  })

  test('a connection of another service is not found here', async () => {
    await service.admin('DELETE', '/saml-connections/acme-okta')
    await customer('other', 'torque')
    await service.admin('PUT', '/saml-connections/torque-idp', {
      organization: 'other',
      idpMetadataUrl: idp.metadataUrl,
    })
    expect(await codeBehind(await post(await fromPortal()))).toBe('issuer-unknown')
  })

  test.each([
    ['nothing', {}],
    ['no base64', { SAMLResponse: '<xml>' }],
    ['no SAML', { SAMLResponse: Buffer.from('<a/>').toString('base64') }],
  ])('a form with %s', async (_title, form) => {
    const response = await fetch(acsUrl(), {
      ...{ method: 'POST', headers: { accept: 'application/json' } },
      body: new URLSearchParams(form),
    })
    expect(response.status).toBe(403)
  })

  test('Q05: a browser sent there without a Response learns why', async () => {
    const page = await service.get('/api/saml/consume', { accept: 'text/html' })
    expect(page.status).toBe(404)
    expect(page.text).toContain('Leave Reply URL blank')
    expect((await service.get('/api/saml/consume')).status).toBe(404)
  })
})

describe('SSO LOG IN', () => {
  const remembered = ({ cookies }: Landed): string =>
    cookies.find((it) => it.startsWith('mortise-sso=')) ?? ''

  test('Q07: the first sign-in leaves a cookie by which the button finds the IdP again', async () => {
    const cookie = remembered(await post(await fromPortal()))
    expect(cookie).toMatch(/^mortise-sso=acme-okta; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/)
    const way = await service.get('/login/sso', { cookie: cookie.split(';')[0] ?? '' })
    expect(way.headers.get('location')).toBe(`${service.url}/saml/acme-okta/login`)
  })

  test('Q07: without the cookie it says to start from the portal', async () => {
    for (const cookie of ['', 'mortise-sso=gone', 'mortise-sso=https://evil.example']) {
      const page = await service.get('/login/sso', { cookie })
      expect([page.status, page.headers.get('location')]).toEqual([200, null])
      expect(page.text).toContain('from the portal of your IdP')
    }
  })

  test('S08: the enterprise key leads to the only connection of its organization', async () => {
    await customer('sonar', 'sonarqube-cloud')
    const body = { organization: 'sonar', idpMetadataUrl: idp.metadataUrl }
    await service.admin('PUT', '/saml-connections/sonar-idp', body)
    const way = (key: string) => service.get(`/login/sso?enterprise_key=${key}`)
    expect((await way('sonar')).headers.get('location')).toBe(`${service.url}/saml/sonar-idp/login`)
    for (const key of ['nobody', 'acme', 'NOT%20A%20NAME'])
      expect((await way(key)).status).toBe(404)
    await service.admin('PUT', '/saml-connections/sonar-two', body)
    expect((await way('sonar')).status).toBe(404)
  })
})
