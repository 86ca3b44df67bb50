/** A sign-in, and a sign-out, with an IdP that none of us wrote: SimpleSAMLphp reads our metadata and we read its own. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { OrganizationInput, type SamlPolicy } from '../../src/core/index.js'
import { enable } from '../service/people.js'
import { newKeyText, parseSecretKeys } from '../../src/service/secrets/keys.js'
import { startTestService, type TestService } from '../service/support.js'
import { Browser, formIn, type Page } from './browser.js'
import {
  absence,
  startSimpleSamlPhp,
  type IdpOptions,
  type SimpleSamlPhp,
} from './simplesamlphp.js'

const missing = absence()
if (missing !== undefined)
  process.stderr.write(`Interop with SimpleSAMLphp is skipped: ${missing}\n`)
const suite = missing === undefined ? describe : describe.skip

const roleRules = [{ group: 'Platform Admins', role: 'create-projects' }]

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

  const putConnection = (policy: SamlPolicy): Promise<unknown> =>
    service.client.call('putSamlConnection', {
      params: { name: 'acme-okta' },
      body: {
        organization: 'acme',
        idpMetadataUrl: idp.metadataUrl,
        attributeMapping: { login: 'uid', name: 'displayName', email: 'mail' },
        policy,
      },
    })

  async function connect(
    policy: SamlPolicy = {},
    options: IdpOptions = {},
    preset = 'sonarqube-cloud',
  ): Promise<void> {
    const { client } = service
    const params = { name: 'acme' }
    await client.call('putOrganization', {
      params,
      body: OrganizationInput.parse({
        ...{ preset, displayName: 'Acme' },
        ...(preset === 'sonarqube-cloud' && { roleRules }),
      }),
    })
    if (preset === 'sonarqube-cloud')
      for (const name of ['Engineers', 'Platform Admins'])
        await client.call('putGroup', { params: { organization: 'acme', name }, body: {} })
    await putConnection(policy)
    await enable(service, 'acme-okta')
    idp.trust((await service.get('/saml/acme-okta/metadata')).text, options)
  }

  /** Our request, taken there. */
  async function askedFor(browser: Browser): Promise<Page> {
    const begun = await browser.open(`${service.url}/saml/acme-okta/login`)
    const arrived =
      begun.location === null
        ? await browser.submit(formIn(begun))
        : await browser.open(begun.location)
    return browser.follow(arrived, idp.url)
  }

  /** From its login page to the one that carries the Response back. */
  async function loggedIn(browser: Browser, login: Page): Promise<Page> {
    const { action, fields } = formIn(login)
    const given = { ...fields, username: 'ada', password: 'secret' }
    return browser.follow(await browser.submit({ action, fields: given }), idp.url)
  }

  const atIdp = async (browser: Browser): Promise<Page> =>
    loggedIn(browser, await askedFor(browser))

  /** Nobody here has asked for it. */
  async function signInFromPortal(browser: Browser, spEntityId: string): Promise<Page> {
    const url = `${idp.url}/saml2/idp/SSOService.php?spentityid=${encodeURIComponent(spEntityId)}`
    const login = await browser.follow(await browser.open(url), idp.url)
    return browser.submit(formIn(await loggedIn(browser, login)))
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
    [
      'encrypted to the key of our metadata',
      { encryption: 'required', signed: 'both' },
      { encrypt: true },
    ],
    [
      'our request signed, and refused otherwise',
      { signRequests: true },
      { validateRequests: true },
    ],
    [
      'everything at once',
      { signRequests: true, forceAuthn: true, encryption: 'required', signed: 'both' },
      { validateRequests: true, encrypt: true },
    ],
  ])('signs in: %s', async (_, policy, options) => {
    await connect(policy, options)
    const browser = new Browser()
    expect(await signIn(browser)).toMatchObject({ status: 303 })
    expect(await whoIs(browser)).toMatchObject(ada)
  })

  test('our request by HTTP-POST, signed', async () => {
    await connect({ signRequests: true, requestBinding: 'post' }, { validateRequests: true })
    const browser = new Browser()
    const begun = await browser.open(`${service.url}/saml/acme-okta/login`)
    expect([begun.location, formIn(begun).action.startsWith(idp.url)]).toEqual([null, true])
    expect(await signIn(browser)).toMatchObject({ status: 303 })
    expect(await whoIs(browser)).toMatchObject(ada)
  })

  test('it refuses an unsigned request where our metadata says that we sign', async () => {
    await connect({ signRequests: true }, { validateRequests: true })
    await putConnection({ signRequests: false })
    const page = await askedFor(new Browser())
    expect(page.text).toContain('no signature found on message')
  })

  test('S08: begun there, it is refused where the preset forbids it', async () => {
    await connect()
    const answered = await signInFromPortal(new Browser(), `${service.url}/saml/acme-okta/metadata`)
    expect(answered.status).toBe(403)
  })

  test('Q07: begun there, it opens a session at the ACS of all connections', async () => {
    await connect({}, {}, 'qualified')
    const browser = new Browser()
    expect(await signInFromPortal(browser, service.url)).toMatchObject({ status: 303 })
    expect(await whoIs(browser)).toMatchObject({ user: ada.user, connection: 'acme-okta' })
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
    const begun = await browser.open(
      `${idp.url}/saml2/idp/initSLO.php?RelayState=${encodeURIComponent(`${idp.url}/`)}`,
    )
    const asked = await browser.follow(begun, idp.url)
    expect(asked.location?.startsWith(`${service.url}/saml/acme-okta/slo?SAMLRequest=`)).toBe(true)
    const answered = await browser.open(asked.location ?? '')
    expect(answered.location?.startsWith(idp.url)).toBe(true)
    expect((await browser.open(`${service.url}/`)).status).toBe(401)
  })
})
