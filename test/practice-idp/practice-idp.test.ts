/** The practice IdP over real HTTP: what it sends is believed by src/saml, and what it cannot answer it explains. */
import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { people, type PracticeIdp, startPracticeIdp } from '../../src/practice-idp/index.js'
import {
  authnRequestXml,
  type IdpMetadata,
  parseIdpMetadata,
  verifyResponse,
} from '../../src/saml/index.js'
import { redirectOf } from '../saml/forge.js'

const acsUrl = 'https://sp.example.com/acs'
const spEntityId = 'https://sp.example.com/metadata'
const now = new Date('2026-03-01T12:00:30Z')
const lines: string[] = []

let idp: PracticeIdp
let metadata: IdpMetadata

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0, now: () => now, log: (line) => lines.push(line) })
  metadata = parseIdpMetadata(await (await fetch(idp.metadataUrl)).text(), { now })
})
afterAll(() => idp.close())

interface Answer {
  readonly acsUrl: string
  readonly SAMLResponse: string
  readonly RelayState?: string
}

interface Told {
  readonly code: string
  readonly detail: string
  readonly remedy: string
}

const asProgram = (fields: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`${idp.url}/sign-in`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
  })

const asBrowser = (path: string, fields?: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(new URL(path, idp.url), {
    headers: { accept: 'text/html' },
    ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
  })

const request = () => ({
  id: '_req1',
  issueInstant: now,
  idpSsoUrl: metadata.ssoUrl,
  acsUrl,
  spEntityId,
})
const redirectUrl = (): string => redirectOf({ ...request(), relayState: '/home' })
const redirectFields = (): Record<string, string> =>
  Object.fromEntries(new URL(redirectUrl()).searchParams)
const postFields = (): Record<string, string> => ({
  SAMLRequest: Buffer.from(authnRequestXml(request())).toString('base64'),
  binding: 'post',
})

const verify = (samlResponse: string, idpInitiated: 'allowed' | 'forbidden' = 'forbidden') =>
  verifyResponse({
    samlResponse,
    now,
    expected: {
      acsUrl,
      spEntityId,
      idpEntityId: metadata.entityId,
      certificates: metadata.certificates,
      idpInitiated,
      signed: 'both',
    },
  })

test('its metadata is that of an IdP', () => {
  expect(metadata).toMatchObject({
    entityId: idp.entityId,
    ssoUrl: `${idp.url}/sso`,
    ssoBinding: 'redirect',
    nameIdFormats: ['urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'],
    wantAuthnRequestsSigned: false,
  })
})

test('its certificate is a good one, signed by itself', () => {
  const certificate = new X509Certificate(metadata.certificates[0] ?? '')
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.subject).toBe('CN=Mortise practice IdP')
  expect(certificate.checkIssued(certificate)).toBe(true)
  expect(new Date(certificate.validTo)).toEqual(new Date('2026-03-31T12:00:30Z'))
})

test('it listens on loopback, on any free port', () => {
  expect(idp.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
})

describe.each(people)('$login', (person) => {
  test('signs in, SP-initiated', async () => {
    const response = await asProgram({ ...redirectFields(), person: person.login })
    const answer = (await response.json()) as Answer
    expect(answer).toMatchObject({ acsUrl, RelayState: '/home' })
    const assertion = verify(answer.SAMLResponse)
    expect(assertion).toMatchObject({ nameId: person.mail, inResponseTo: '_req1' })
    expect(Object.fromEntries(assertion.attributes)).toEqual({
      login: [person.login],
      displayName: [person.displayName],
      mail: [person.mail],
      groups: person.groups,
    })
  })
})

test('a request may come by HTTP-POST', async () => {
  const answer = (await (await asProgram({ ...postFields(), person: 'ada' })).json()) as Answer
  expect(verify(answer.SAMLResponse).inResponseTo).toBe('_req1')
  expect(answer.RelayState).toBeUndefined()
})

test('a sign-in may be IdP-initiated', async () => {
  const fields = { acsUrl, audience: spEntityId, person: 'grace' }
  const answer = (await (await asProgram(fields)).json()) as Answer
  expect(verify(answer.SAMLResponse, 'allowed').inResponseTo).toBeUndefined()
})

test('programs may send JSON', async () => {
  const response = await fetch(`${idp.url}/sign-in`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ acsUrl, audience: spEntityId, person: 'grace' }),
  })
  expect(response.status).toBe(200)
})

test('no two Responses are the same', async () => {
  const answers = await Promise.all(
    [1, 2].map(
      async () =>
        (await (await asProgram({ ...redirectFields(), person: 'ada' })).json()) as Answer,
    ),
  )
  const ids = answers.map(({ SAMLResponse }) => verify(SAMLResponse).id)
  expect(new Set(ids).size).toBe(2)
})

test('it tells programs who its people are', async () => {
  expect(await (await fetch(`${idp.url}/people`)).json()).toEqual(people)
})

describe('in a browser', () => {
  test('the sign-in page offers everybody as a button', async () => {
    const response = await asBrowser(redirectUrl())
    const page = await response.text()
    expect(response.status).toBe(200)
    expect(page.match(/<button type="submit" name="person"/g)).toHaveLength(people.length)
    expect(page).toContain(`name="RelayState" value="/home"`)
    expect(page).toContain('Zoë Ångström &lt;王')
    expect(page).toContain('Research &amp; Development')
  })

  test('the page carries the request, whichever way it came', async () => {
    const page = await (await asBrowser('/sso', postFields())).text()
    expect(page).toContain('name="binding" value="post"')
    expect(page).toContain('<html lang="en">')
  })

  test('choosing somebody gives a form that posts itself, with a button', async () => {
    const response = await asBrowser('/sign-in', { ...redirectFields(), person: 'ada' })
    const page = await response.text()
    const samlResponse = /name="SAMLResponse" value="([^"]+)"/.exec(page)?.[1] ?? ''
    expect(verify(samlResponse).nameId).toBe('ada@example.com')
    expect(page).toContain(`<form id="answer" method="post" action="${acsUrl}">`)
    expect(page).toContain('<button type="submit">Continue</button>')
    expect(response.headers.get('content-security-policy')).toContain(
      'form-action https://sp.example.com;',
    )
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test.each(['/', '/sso?SAMLRequest=x', '/nowhere'])(
    'nothing inline may run on %s',
    async (path) => {
      const response = await asBrowser(path)
      const page = await response.text()
      expect(response.headers.get('content-security-policy')).toMatch(
        /default-src 'none'.*script-src 'self'/,
      )
      expect(page).not.toMatch(/<script(?! src="\/)| on\w+=| style=/)
    },
  )

  test.each([
    ['/style.css', 'text/css'],
    ['/submit.js', 'text/javascript'],
  ])('%s is served', async (path, type) => {
    const response = await fetch(`${idp.url}${path}`)
    expect(response.headers.get('content-type')).toContain(type)
  })

  test('a refusal is a page that says what to do', async () => {
    const response = await asBrowser('/sso')
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('Begin at the service')
  })
})

describe('refuses', () => {
  const asking = (change: Readonly<Record<string, string>>): Record<string, string> => ({
    SAMLRequest: Buffer.from(authnRequestXml({ ...request(), ...change })).toString('base64'),
    binding: 'post',
    person: 'ada',
  })

  test.each([
    ['a stranger', () => ({ ...redirectFields(), person: 'eve' }), 'person-unknown'],
    ['nobody', () => redirectFields(), 'person-unknown'],
    ['an ACS by http', () => asking({ acsUrl: 'http://sp.example.com/acs' }), 'acs-url-insecure'],
    [
      'an ACS that is a script',
      () => asking({ acsUrl: 'javascript:alert(1)' }),
      'acs-url-insecure',
    ],
    [
      'a request for another IdP',
      () => asking({ idpSsoUrl: 'https://other.example/sso' }),
      'destination-mismatch',
    ],
    ['no request', () => ({ person: 'ada' }), 'request-missing'],
    ['an ACS without audience', () => ({ person: 'ada', acsUrl }), 'request-missing'],
    [
      'an unsolicited ACS by http',
      () => ({ person: 'ada', acsUrl: 'http://sp.example.com', audience: 'x' }),
      'acs-url-insecure',
    ],
    ['nonsense', () => ({ person: 'ada', SAMLRequest: '%%' }), 'request-malformed'],
    ['an unknown binding', () => ({ person: 'ada', binding: 'SOAP' }), 'invalid-input'],
    [
      'a field too long',
      () => ({ person: 'ada', RelayState: 'x'.repeat(70_000) }),
      'invalid-input',
    ],
  ])('%s', async (_, fields, code) => {
    const response = await asProgram(fields())
    expect(response.status).toBe(400)
    expect(((await response.json()) as Told).code).toBe(code)
  })

  test('a body over 256 KB', async () => {
    const response = await asProgram({ RelayState: 'x'.repeat(300_000) })
    expect(response.status).toBe(413)
    expect(((await response.json()) as Told).code).toBe('request-unreadable')
  })

  test('an address it does not have', async () => {
    const response = await fetch(`${idp.url}/nowhere`, { headers: { accept: 'application/json' } })
    expect(response.status).toBe(404)
    expect(((await response.json()) as Told).remedy).toContain('open /')
  })
})

test('the log says what was asked, without its secrets', () => {
  expect(lines).toContain('POST /sign-in 200')
  expect(lines.join('\n')).not.toContain('SAML')
})
