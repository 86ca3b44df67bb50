/** How we ask: signed or not, by redirect or by form, forcing a fresh sign-in; and how what comes back encrypted is opened. The practice IdP checks with code that is not ours. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp, type PracticeIdp } from '../../../src/practice-idp/index.js'
import type { SamlPolicy } from '../../../src/core/index.js'
import { answerOfIdp, askIdp, cookieOf, furnish, post, type Posted } from '../people.js'
import { codeOf, type TestService } from '../support.js'
import { startKeyedService } from './support.js'

let service: TestService
let idp: PracticeIdp
/** One IdP for each way it can be: its keys take a while to make. */
const idps = new Map<string, PracticeIdp>()

async function start(options: Partial<Parameters<typeof startPracticeIdp>[0]> = {}): Promise<void> {
  service = await startKeyedService()
  const key = JSON.stringify(options)
  idp =
    idps.get(key) ??
    (await startPracticeIdp({ port: 0, now: () => service.clock.now(), ...options }))
  idps.set(key, idp)
}
afterEach(() => service.close())
afterAll(() => Promise.all([...idps.values()].map((each) => each.close())))

const connect = (policy: SamlPolicy = {}) => furnish(service, idp, 'acme-okta', { policy })

/** Makes the practice IdP know our keys. */
async function register(fields: Record<string, string> = {}): Promise<void> {
  const metadata = (await service.get('/saml/acme-okta/metadata')).text
  const response = await fetch(`${idp.url}/apps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ metadata, ...fields }),
  })
  if (response.status !== 201) throw new Error(await response.text())
}

const begin = (accept = 'text/html') => service.get('/saml/acme-okta/login', { accept })

/** The fields of the page's form. */
const fieldsIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map((it) => [
      it[1] ?? '',
      it[2] ?? '',
    ]),
  )

async function answered(person = 'ada', misbehave?: string): Promise<Posted> {
  const begun = await begin()
  const location = begun.headers.get('location')
  const asked =
    location === null
      ? { ...fieldsIn(begun.text), binding: 'post' }
      : Object.fromEntries(new URL(location).searchParams)
  return answerOfIdp(idp, { ...asked, person, ...(misbehave ? { misbehave } : {}) })
}

async function signedInAs(person = 'ada'): Promise<unknown> {
  const landed = await post(await answered(person))
  if (landed.status !== 303) throw new Error(landed.text)
  const { json } = await service.get('/', { cookie: cookieOf(landed), accept: 'application/json' })
  return json['user']
}

async function refusedFor(posted: Posted): Promise<string | undefined> {
  const { reference = '' } = (await post(posted)).json
  const attempt = await service.client.call('getSignInAttempt', { params: { reference } })
  return attempt.finding?.code
}

const ada = { login: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' }

describe('signed requests', () => {
  test('by redirect: the query is signed, and the IdP that demands it is content', async () => {
    await start()
    await connect({ signRequests: true })
    await register({ requireSigned: 'true' })
    const location = (await begin()).headers.get('location') ?? ''
    expect([...new URL(location).searchParams.keys()]).toEqual([
      'SAMLRequest',
      'SigAlg',
      'Signature',
    ])
    expect(await signedInAs()).toEqual(ada)
  })

  test('by form: the message is signed, and the IdP that demands it is content', async () => {
    await start({ bindings: ['post'] })
    await connect({ signRequests: true })
    await register({ requireSigned: 'true' })
    expect(await signedInAs()).toEqual(ada)
  })

  test('are sent because the IdP’s metadata wants them', async () => {
    await start({ wantAuthnRequestsSigned: true })
    await connect()
    expect((await begin()).headers.get('location')).toContain('&Signature=')
    const metadata = (await service.get('/saml/acme-okta/metadata')).text
    expect(metadata).toContain('AuthnRequestsSigned="true"')
  })

  test('are not sent against the connection’s will, and its checks say what that means', async () => {
    await start({ wantAuthnRequestsSigned: true })
    await connect({ signRequests: false })
    expect((await begin()).headers.get('location')).not.toContain('Signature=')
    const { items } = await service.client.call('checkConnection', {
      params: { name: 'acme-okta' },
    })
    expect(items.find(({ code }) => code === 'signed-requests')?.outcome).toBe('failed')
  })

  test.each([
    [
      'a changed request',
      (it: URL) => it.searchParams.set('RelayState', 'x'),
      'request-signature-invalid',
    ],
    [
      'no signature',
      (it: URL) => {
        it.searchParams.delete('Signature')
        it.searchParams.delete('SigAlg')
      },
      'request-signature-missing',
    ],
  ])('an IdP that demands them refuses %s', async (_, change, code) => {
    await start()
    await connect({ signRequests: true })
    await register({ requireSigned: 'true' })
    const url = new URL((await begin()).headers.get('location') ?? '')
    change(url)
    const fields = Object.fromEntries(url.searchParams)
    await expect(answerOfIdp(idp, { ...fields, person: 'ada' })).rejects.toThrow(code)
  })

  test('after a rotation, the new key signs once it is active', async () => {
    await start()
    await connect({ signRequests: true })
    await register({ requireSigned: 'true' })
    const params = { organization: 'acme' }
    const next = await service.client.call('createSamlKey', { params, body: { use: 'signing' } })
    await register({ requireSigned: 'true' })
    expect(await signedInAs()).toEqual(ada)
    const key = { ...params, id: next.id }
    await service.client.call('activateSamlKey', { params: key, body: { early: true } })
    expect(await signedInAs('grace')).toMatchObject({ login: 'grace' })
  })
})

describe('the binding', () => {
  test('is POST where the IdP offers nothing else, on a page that works without script', async () => {
    await start({ bindings: ['post'] })
    await connect()
    const page = await begin()
    expect(page.status).toBe(200)
    expect(page.text).toContain(`<form method="post" action="${idp.url}/sso"`)
    expect(page.text).toContain('<button type="submit">Continue</button>')
    expect(page.text).not.toMatch(/<script(?! src="\/submit\.js")/)
    const policy = page.headers.get('content-security-policy')
    expect(policy).toContain(`form-action https: ${idp.url}`)
    expect(policy).toContain("script-src 'self'")
    expect((await service.get('/submit.js')).text).toContain('submit()')
    expect(await signedInAs()).toEqual(ada)
  })

  test('is POST where the connection chooses it', async () => {
    await start()
    await connect({ requestBinding: 'post' })
    expect(await signedInAs()).toEqual(ada)
  })

  test.each([
    ['redirect', ['post']],
    ['post', ['redirect']],
  ] as const)(
    '%s of an IdP that offers only %j is refused at registration',
    async (wanted, bindings) => {
      await start({ bindings })
      const refused = connect({ requestBinding: wanted }).then(() => 'nothing', codeOf)
      expect(await refused).toBe('metadata-without-binding')
    },
  )
})

describe('ForceAuthn', () => {
  test.each([
    [true, 'ForceAuthn="true"'],
    [false, 'NameIDPolicy'],
  ])('%s', async (forceAuthn, part) => {
    await start()
    await connect({ forceAuthn, requestBinding: 'post' })
    const xml = Buffer.from(
      fieldsIn((await begin()).text)['SAMLRequest'] ?? '',
      'base64',
    ).toString()
    expect(xml).toContain(part)
    expect(xml.includes('ForceAuthn')).toBe(forceAuthn)
  })
})

describe('encrypted assertions', () => {
  test.each([
    ['aes256-gcm', 'sha256'],
    ['aes128-gcm', 'sha1'],
    ['aes256-cbc', 'sha256'],
    ['aes128-cbc', 'sha1'],
  ])('%s with OAEP %s, signed inside and outside (S31)', async (encryption, oaep) => {
    await start()
    await connect({ encryption: 'required', signed: 'both' })
    await register({ encryption, oaep })
    const posted = await answered()
    const xml = Buffer.from(posted.SAMLResponse, 'base64').toString()
    expect(xml).not.toContain('ada@example.com')
    expect(await signedInAs()).toEqual(ada)
  })

  test('to the next key, and to the old one until it is retired', async () => {
    await start()
    await connect()
    await register({ encryption: 'aes256-gcm' })
    const before = await answered()
    const params = { organization: 'acme' }
    const next = await service.client.call('createSamlKey', { params, body: { use: 'encryption' } })
    const key = { ...params, id: next.id }
    await service.client.call('activateSamlKey', { params: key, body: { early: true } })
    expect((await post(before)).status).toBe(303)
    const late = await answered()
    const { items } = await service.client.call('listSamlKeys', { params })
    const old = items.find(({ state }) => state === 'old')
    await service.client.call('retireSamlKey', { params: { ...params, id: old?.id ?? '' } })
    expect(await refusedFor(late)).toBe('decryption-failed')
    await register({ encryption: 'aes256-gcm' })
    expect(await signedInAs()).toEqual(ada)
  })

  test.each([
    [{ encryption: 'required' }, undefined, 'assertion-not-encrypted'],
    [{ encryption: 'refused' }, 'aes256-gcm', 'assertion-encrypted'],
    [{}, 'tripledes-cbc', 'encryption-algorithm-forbidden'],
    [{ allowTripleDes: true }, 'tripledes-cbc', undefined],
  ] as const)('%j, sent %s: %s', async (policy, encryption, code) => {
    await start()
    await connect(policy)
    await register(encryption ? { encryption } : {})
    const posted = await answered()
    if (code === undefined) expect((await post(posted)).status).toBe(303)
    else expect(await refusedFor(posted)).toBe(code)
  })

  test('what fails shows a stranger nothing but a reference, the same for every cause', async () => {
    await start()
    await connect()
    await register({ encryption: 'aes128-cbc' })
    const good = await answered()
    const xml = Buffer.from(good.SAMLResponse, 'base64').toString()
    const spoil = (at: RegExp) =>
      Buffer.from(xml.replace(at, (value) => value.replace(/[A-Za-z]{4}/, 'AAAA'))).toString(
        'base64',
      )
    const values = [/(?<=CipherValue>)[^<]{100}/, /(?<=CipherValue>)[^<]{1000,}/]
    const answers = await Promise.all(
      values.map(async (at) => post({ ...good, SAMLResponse: spoil(at) })),
    )
    for (const { status, json } of answers) {
      expect([status, Object.keys(json).sort()]).toEqual([403, ['error', 'reference']])
    }
  })
})

describe('the policy of a connection', () => {
  test('what it opts into against advice is a warning of the connection and of its checks', async () => {
    await start()
    await connect({
      allowSha1: true,
      allowWeakKeys: true,
      certificateValidity: 'warned',
      keyReplacement: 'allowed',
    })
    const expected = [
      'sha1-allowed',
      'weak-keys-allowed',
      'certificate-validity-not-enforced',
      'key-replacement-allowed',
    ]
    const params = { name: 'acme-okta' }
    const { warnings } = await service.client.call('getSamlConnection', { params })
    expect(warnings.map(({ code }) => code)).toEqual(expected)
    const { items } = await service.client.call('checkConnection', { params })
    const warned = items.filter(({ outcome }) => outcome === 'warned').map(({ code }) => code)
    expect(warned).toEqual(expect.arrayContaining(expected))
  })

  test('clock skew is the connection’s own', async () => {
    await start()
    await connect({ clockSkewSeconds: 0 })
    const posted = await askIdp(idp, (await begin()).headers.get('location') ?? '')
    service.clock.advance(5)
    expect(await refusedFor(posted)).toBe('assertion-expired')
  })

  test('what must be signed is the connection’s own', async () => {
    await start()
    await connect({ signed: 'both' })
    expect(await signedInAs()).toEqual(ada)
    expect(await refusedFor(await answered('ada', 'unsigned'))).toBe('signature-missing')
  })
})
