/** A sign-in, and a sign-out, with an IdP that none of us wrote: SimpleSAMLphp reads our metadata and we read its own. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { SamlPolicy } from '../../src/core/index.js'
import { furnish } from '../service/people.js'
import { newKeyText, parseSecretKeys } from '../../src/service/secrets/keys.js'
import { startTestService, type TestService } from '../service/support.js'
import { Browser, formIn, type Page } from './browser.js'
import { absence, startSimpleSamlPhp, type IdpOptions, type SimpleSamlPhp } from './simplesamlphp.js'

const missing = absence()
if (missing !== undefined) process.stderr.write(`Interop with SimpleSAMLphp is skipped: ${missing}\n`)
const suite = missing === undefined ? describe : describe.skip

suite('SimpleSAMLphp', () => {
  const secretKeys = parseSecretKeys(newKeyText(), 'test')
  let idp: SimpleSamlPhp
  let service: TestService

  beforeAll(async () => {
    idp = await startSimpleSamlPhp()
  })
  afterAll(() => idp.close())
  beforeEach(async () => {
    // The clock of PHP is the system's, and so must ours be.
    service = await startTestService({ secretKeys, now: () => new Date() })
  })
  afterEach(() => service.close())

  async function connect(policy: SamlPolicy = {}, options: IdpOptions = {}): Promise<void> {
    idp.trust('<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"/>', options)
    const connection = {
      idpMetadataUrl: idp.metadataUrl,
      attributeMapping: { login: 'uid', name: 'displayName', email: 'mail' },
      policy,
    }
    await furnish(service, { metadataUrl: idp.metadataUrl } as never, 'acme-okta', connection)
    idp.trust((await service.get('/saml/acme-okta/metadata')).text, options)
  }

  /** To the page that carries the Response back. */
  async function atIdp(browser: Browser): Promise<Page> {
    const begun = await browser.open(`${service.url}/saml/acme-okta/login`)
    const arrived =
      begun.location === null
        ? await browser.submit(formIn(begun))
        : await browser.open(begun.location)
    const login = await browser.follow(arrived, idp.url)
    const { action, fields } = formIn(login)
    const answered = await browser.submit({
      action,
      fields: { ...fields, username: 'ada', password: 'secret' },
    })
    return browser.follow(answered, idp.url)
  }

  async function signIn(browser: Browser): Promise<Page> {
    const page = await atIdp(browser)
    const form = formIn(page)
    expect(form.action).toBe(`${service.url}/saml/acme-okta/acs`)
    return browser.submit(form)
  }

  const whoIs = async (browser: Browser): Promise<unknown> => {
    const { text } = await browser.open(`${service.url}/`, { accept: 'application/json' })
    return JSON.parse(text)
  }

  const ada = {
    user: { login: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' },
    groups: ['Engineers', 'Platform Admins'],
    roles: ['create-projects'],
  }

  test.each<[string, SamlPolicy, IdpOptions]>([
    ['Response and Assertion signed', { signed: 'both' }, {}],
    ['Response signed', { signed: 'response' }, { signAssertion: false }],
    ['Assertion signed', { signed: 'assertion' }, { signResponse: false }],
    ['encrypted to the key of our metadata', { encryption: 'required', signed: 'both' }, { encrypt: true }],
    ['our request signed, and refused otherwise', { signRequests: true }, { validateRequests: true }],
    ['everything at once', { signRequests: true, forceAuthn: true, encryption: 'required', signed: 'both' }, { validateRequests: true, encrypt: true }],
  ])('signs in: %s', async (_, policy, options) => {
    await connect(policy, options)
    const browser = new Browser()
    expect(await signIn(browser)).toMatchObject({ status: 303 })
    expect(await whoIs(browser)).toMatchObject(ada)
  })

  test('our unsigned request is refused where it must be signed', async () => {
    await connect({ signRequests: false }, { validateRequests: true })
    await expect(atIdp(new Browser())).rejects.toThrow()
  })

  test('a Response of it serves once', async () => {
    await connect()
    const browser = new Browser()
    const form = formIn(await atIdp(browser))
    expect((await browser.submit(form)).status).toBe(303)
    expect((await browser.submit(form)).status).toBe(403)
  })

  test('its metadata is read again in the background and found the same', async () => {
    await connect()
    const params = { name: 'acme-okta' }
    expect(await service.client.call('refreshSamlMetadata', { params })).toMatchObject({
      failures: 0,
      finding: null,
      held: null,
    })
  })

  test('signs out: here first, then there, and it says that it did', async () => {
    await connect()
    const browser = new Browser()
    await signIn(browser)
    const left = await browser.submit(
      { action: `${service.url}/sign-out`, fields: {} },
      { origin: service.url },
    )
    const there = left.refresh?.replace('0;url=', '') ?? ''
    expect(there.startsWith(idp.url)).toBe(true)
    const back = await browser.follow(await browser.open(there), idp.url)
    expect(back.location?.startsWith(`${service.url}/saml/acme-okta/slo?SAMLResponse=`)).toBe(true)
    const done = await browser.open(back.location ?? '')
    expect(done.text).toContain('signed out here and at your identity provider')
  })

  test('signs out when it begins itself: our session ends', async () => {
    await connect()
    const browser = new Browser()
    await signIn(browser)
    const begun = await browser.open(`${idp.url}/saml2/idp/initSLO.php?RelayState=${encodeURIComponent(`${idp.url}/`)}`)
    const asked = await browser.follow(begun, idp.url)
    expect(asked.location?.startsWith(`${service.url}/saml/acme-okta/slo?SAMLRequest=`)).toBe(true)
    const answered = await browser.open(asked.location ?? '')
    expect(answered.location?.startsWith(idp.url)).toBe(true)
    expect((await browser.open(`${service.url}/`)).status).toBe(401)
  })
})
