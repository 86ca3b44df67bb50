/** How people prove to the IdP who they are: asked for, demanded, and on record (W13). What the IdP sends is the practice IdP's word. */
import { inflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import {
  askIdp as askOidc,
  beginAt,
  carry,
  furnish as furnishOidc,
  startOidcService,
  startServiceFor,
} from './oidc/support.js'
import { askIdp, furnish, post, type Landed } from './people.js'
import type { TestService } from './support.js'

/** All the practice IdP says. */
const asserted = 'urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified'
const secondFactor = 'https://refeds.org/profile/mfa'

let service: TestService
let idp: PracticeIdp

beforeEach(async () => {
  service = await startOidcService()
  idp = await startPracticeIdp({ port: 0, now: () => service.clock.now() })
})
afterEach(async () => {
  await idp.close()
  await service.close()
})

const attempts = async () => (await service.client.call('listSignInAttempts', {})).items

describe('SAML', () => {
  async function signIn(): Promise<{ readonly request: string; readonly landed: Landed }> {
    const location = (await service.get('/saml/acme-okta/login')).headers.get('location') ?? ''
    const asked = Buffer.from(new URL(location).searchParams.get('SAMLRequest') ?? '', 'base64')
    const landed = await post(await askIdp(idp, location))
    return { request: inflateRawSync(asked).toString(), landed }
  }

  test('W13: a context is asked for, and one that satisfies signs in', async () => {
    await furnish(service, idp, 'acme-okta', {
      settings: { authnContexts: [secondFactor, asserted, asserted] },
    })
    const { request, landed } = await signIn()
    expect(request).toContain(
      `<samlp:RequestedAuthnContext Comparison="exact"><saml:AuthnContextClassRef>${secondFactor}</saml:AuthnContextClassRef><saml:AuthnContextClassRef>${asserted}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>`,
    )
    expect(landed.status).toBe(303)
  })

  test('W13: another is refused, and the administrator told which came', async () => {
    await furnish(service, idp, 'acme-okta', { settings: { authnContexts: [secondFactor] } })
    expect((await signIn()).landed.status).toBe(403)
    const [attempt] = await attempts()
    const { finding } = attempt ?? {}
    expect(finding).toMatchObject({ code: 'authn-context-insufficient' })
    expect(finding?.detail).toContain(asserted)
  })

  test('W13: where nothing is demanded nothing is asked, and what the IdP said is on record', async () => {
    await furnish(service, idp)
    expect((await signIn()).request).not.toContain('RequestedAuthnContext')
    const [attempt] = await attempts()
    expect(attempt?.trace).toContainEqual({
      ...{ effect: 'kept', kind: 'message', subject: 'authentication', source: 'W13' },
      because: `the IdP says the person signed in by ${asserted}`,
    })
  })
})

describe('OpenID Connect', () => {
  async function signIn(authnContexts?: readonly string[]) {
    const okta = await startPracticeIdp({
      port: 0,
      guise: { kind: 'okta', domain: 'acme.okta.com' },
    })
    await service.close()
    service = await startServiceFor(okta)
    const settings = authnContexts && { authnContexts }
    await furnishOidc(service, okta, {
      connection: { issuer: null, oktaDomain: 'acme.okta.com', ...(settings && { settings }) },
    })
    const location = await beginAt(service, '/oidc/acme-oidc/login')
    const landed = await carry(await askOidc(okta, location))
    await okta.close()
    const [attempt] = await attempts()
    return { asked: new URL(location).searchParams.get('acr_values'), landed, attempt }
  }

  test('W13: acr is asked for, amr cannot be; one of either satisfies', async () => {
    const { asked, landed } = await signIn(['pwd', 'urn:okta:loa:1fa:any'])
    expect([asked, landed.status]).toEqual(['urn:okta:loa:1fa:any', 303])
  })

  test('W13: none of them is refused, and the administrator told which came', async () => {
    const { landed, attempt } = await signIn(['mfa'])
    expect(landed.status).toBe(403)
    expect(attempt?.finding).toMatchObject({
      code: 'id-token-authn-context-insufficient',
      detail: 'the person signed in by pwd; the connection wants one of mfa',
    })
  })

  test('W13: what the IdP said is on record', async () => {
    const { asked, attempt } = await signIn()
    expect(asked).toBeNull()
    expect(attempt?.trace.map(({ because }) => because)).toContain(
      'the IdP says the person signed in by pwd',
    )
  })
})

test('certificates believed after their end only because the policy says so are told of', async () => {
  await furnish(service, idp, 'acme-okta', { policy: { certificateValidity: 'warned' } })
  service.clock.advance(60 * 24 * 366 * 10)
  const location = (await service.get('/saml/acme-okta/login')).headers.get('location') ?? ''
  expect((await post(await askIdp(idp, location))).status).toBe(303)
  const [attempt] = await attempts()
  expect(attempt?.trace).toContainEqual(
    expect.objectContaining({
      effect: 'warned',
      kind: 'message',
      subject: 'signing-certificate-expired',
    }),
  )
})
