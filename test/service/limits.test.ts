/** What nobody may take too much of: bodies, time, requests, tries of a password. */
import { connect } from 'node:net'
import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startPracticeIdp } from '../../src/practice-idp/index.js'
import { newKeyText, parseSecretKeys } from '../../src/service/secrets/keys.js'
import { PasswordTries } from '../../src/service/sign-in/password-tries.js'
import { comparedWith, hashPassword } from '../../src/service/sign-in/passwords.js'
import type { Door } from '../../src/service/http/doors.js'
import { idpByHand } from './forged.js'
import { enable, furnish } from './people.js'
import { adminToken, startTestService, type TestService } from './support.js'

let service: TestService
beforeEach(async () => {
  service = await startTestService({ secretKeys: parseSecretKeys(newKeyText(), 'test') })
})
afterEach(() => service.close())

interface Sent {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
}

/** Sends what it is told to and reads the answer, whether or not the other side wanted all of it. */
function send(
  at: TestService,
  { method, url }: Door,
  headers: Record<string, string>,
  chunks: readonly Buffer[] = [],
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(`${at.url}${url}`, { method, headers, agent: false })
    outgoing.on('error', reject).on('response', (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
        outgoing.on('error', () => undefined).destroy()
      })
    })
    outgoing.flushHeaders()
    for (const chunk of chunks) outgoing.write(chunk)
    if (chunks.length > 0) outgoing.end()
  })
}

describe('a body too large is refused at every door', () => {
  const kilobyte = 1024
  const megabyte = 1024 * kilobyte
  let scimToken: string

  beforeEach(async () => {
    const idp = await startPracticeIdp({ port: 0 })
    await furnish(service, idp)
    await idp.close()
    await service.admin('PUT', '/directories/acme', { organization: 'acme' })
    const { json } = await service.admin('PUT', '/directories/acme/tokens/first', {})
    scimToken = String(json['value'])
  })

  /** What a door takes, by where it stands: a new one falls under one of these or fails. */
  const kinds = [
    {
      under: /^\/admin\/v1\//,
      takes: 8 * megabyte,
      type: 'application/json',
      bearer: () => adminToken,
    },
    {
      under: /^\/(scim|api\/scim)\b/,
      takes: 4 * megabyte,
      type: 'application/scim+json',
      bearer: () => scimToken,
    },
    {
      under: /^\//,
      takes: 256 * kilobyte,
      type: 'application/x-www-form-urlencoded',
      bearer: () => '',
    },
  ] as const

  const values: Readonly<Record<string, string>> = {
    name: 'acme-okta',
    organization: 'acme',
    directory: 'acme',
    email: 'root@acme.example',
    '*': 'Users',
  }
  const filled = ({ method, url }: Door): Door => ({
    method,
    url: url.replace(/:(\w+)|(\*)/g, (_, name: string | undefined) => values[name ?? '*'] ?? 'x'),
  })

  function headersFor(door: Door, bytes: number): Record<string, string> {
    const { type, bearer } = kinds.find(({ under }) => under.test(door.url))!
    return {
      'content-type': type,
      'content-length': String(bytes),
      ...(bearer() === '' ? {} : { authorization: `Bearer ${bearer()}` }),
    }
  }
  const takes = (door: Door): number => kinds.find(({ under }) => under.test(door.url))!.takes

  const writing = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

  test('whatever takes one: one byte more than it takes is 413, before it is read', async () => {
    const doors = service.service.doors.filter(({ method }) => writing.has(method))
    expect(doors.length).toBeGreaterThan(30)
    const answers = []
    for (const door of doors) {
      const { status } = await send(service, filled(door), headersFor(door, takes(door) + 1))
      answers.push([door.method, door.url, status])
    }
    // Torque's SCIM knows no token of this organization: refused sooner still.
    const expected = (url: string) => (url.startsWith('/api/scim/') ? 401 : 413)
    expect(answers).toEqual(doors.map(({ method, url }) => [method, url, expected(url)]))
  })

  test('whatever takes none: it is answered without waiting for it', async () => {
    const doors = service.service.doors.filter(({ method }) => !writing.has(method))
    expect(doors.length).toBeGreaterThan(30)
    const answers = []
    for (const door of doors) {
      const { status } = await send(service, filled(door), headersFor(door, 100 * megabyte))
      answers.push([door.method, door.url, status < 500])
    }
    expect(answers).toEqual(doors.map(({ method, url }) => [method, url, true]))
  })

  test.each([
    ['POST', '/saml/acme-okta/acs'],
    ['POST', '/login/password'],
    ['PUT', '/admin/v1/organizations/acme'],
    ['POST', '/scim/acme/v2/Users'],
  ])('%s %s counts what comes without a length, too', async (method, url) => {
    const door = { method, url }
    const { 'content-length': _, ...headers } = headersFor(door, 0)
    const chunk = Buffer.alloc(64 * kilobyte, 'a')
    const chunks = Array.from({ length: takes(door) / chunk.length + 1 }, () => chunk)
    const { status } = await send(
      service,
      door,
      { ...headers, 'transfer-encoding': 'chunked' },
      chunks,
    )
    expect(status).toBe(413)
  })

  test('headers and addresses are limited likewise', async () => {
    const door = { method: 'GET', url: '/login' }
    const long = await send(service, door, { cookie: 'a'.repeat(20_000) })
    expect([long.status, long.text]).toEqual([400, expect.stringContaining('request-malformed')])
    const path = await send(service, { method: 'GET', url: `/saml/${'a'.repeat(5000)}/login` }, {})
    expect(path.status).toBe(400)
  })
})

describe('time', () => {
  const answerTo = (at: TestService, bytes: string): Promise<string> =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(at.url)
      let text = ''
      const socket = connect(Number(port), hostname, () => socket.write(bytes))
      socket.on('data', (chunk) => (text += chunk.toString())).on('close', () => resolve(text))
    })

  test.each([
    ['headers that never end', 'GET /login HTTP/1.1\r\nhost: x\r\n'],
    [
      'a body that never comes',
      'POST /login HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 9\r\n\r\n',
    ],
    ['nothing at all', ''],
  ])('%s: the connection is closed', async (_title, bytes) => {
    const hasty = await startTestService({ timeouts: { headers: 200, request: 400 } })
    expect(await answerTo(hasty, bytes)).toMatch(/^(HTTP\/1\.1 408 Request Timeout\r\n|$)/)
    await hasty.close()
  })
})

describe('requests of one connection', () => {
  test('are limited from wherever they come, and those of others are not', async () => {
    const limited = await startTestService({
      publicUrl: 'https://sso.mortise.example',
      trustedProxies: ['127.0.0.1'],
      rates: { people: 1000, admin: 1000, connection: 3 },
    })
    const idp = await startPracticeIdp({ port: 0 })
    await furnish(limited, idp)
    await furnish(limited, idp, 'acme-second')
    const begin = (name: string, from: number) =>
      limited.get(`/saml/${name}/login`, { 'x-forwarded-for': `203.0.113.${from}` })
    const statuses = []
    for (let from = 1; from <= 4; from++) statuses.push((await begin('acme-okta', from)).status)
    expect(statuses).toEqual([302, 302, 302, 429])
    const refused = await begin('acme-okta', 9)
    expect(refused.json['code']).toBe('too-many-requests')
    const wait = Number(refused.headers.get('retry-after'))
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(60)
    expect((await begin('acme-second', 9)).status).toBe(302)
    limited.clock.advance(1)
    expect((await begin('acme-okta', 9)).status).toBe(302)
    await limited.close()
    await idp.close()
  })

  test('also where one ACS serves all of them; and nothing is written for each', async () => {
    const limited = await startTestService({ rates: { people: 1000, admin: 1000, connection: 2 } })
    await limited.admin('PUT', '/organizations/q', {
      preset: 'qualified',
      displayName: 'Q',
      entitlements: ['saml'],
    })
    const made = await limited.admin('PUT', '/saml-connections/q', {
      organization: 'q',
      ...idpByHand('https://idp.example/q'),
      idpMetadataXml: null,
    })
    expect(made.status).toBe(201)
    await enable(limited, 'q').catch(() => undefined)
    const xml = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" Version="2.0"><saml:Issuer>https://idp.example/q</saml:Issuer></samlp:Response>`
    const body = () => new URLSearchParams({ SAMLResponse: Buffer.from(xml).toString('base64') })
    const statuses = []
    for (let count = 0; count < 4; count++) {
      const { status } = await fetch(`${limited.url}/api/saml/consume`, {
        method: 'POST',
        body: body(),
      })
      statuses.push(status)
    }
    expect(statuses).toEqual([403, 403, 429, 429])
    expect(await limited.store.attempts.list({ limit: 9 })).toHaveLength(2)
    await limited.close()
  })
})

test('one household of IPv6 addresses is one address', async () => {
  const limited = await startTestService({
    publicUrl: 'https://sso.mortise.example',
    trustedProxies: ['127.0.0.1'],
    rates: { people: 2, admin: 1000 },
  })
  const from = async (address: string) =>
    (await limited.get('/login', { 'x-forwarded-for': address })).status
  const statuses = []
  for (const host of ['1', '2', '3']) statuses.push(await from(`2001:db8:1:2::${host}`))
  expect(statuses).toEqual([200, 200, 429])
  expect(await from('2001:db8:1:3::1')).toBe(200)
  await limited.close()
})

describe('tries of a password', () => {
  const password = 'correct horse battery staple'
  const root = 'root@acme.example'
  const publicUrl = 'https://sso.mortise.example'
  let guarded: TestService

  beforeEach(async () => {
    guarded = await startTestService({ publicUrl, trustedProxies: ['127.0.0.1'] })
    await guarded.admin('PUT', '/organizations/acme', { preset: 'twenty', displayName: 'Acme' })
    const path = `/organizations/acme/administrators/${root}`
    await guarded.admin('PUT', path, { displayName: 'Root' })
    await guarded.admin('PUT', `${path}/password`, { password })
  })
  afterEach(() => guarded.close())

  const enter = (from: string, secret: string, cookie = '', email = root) =>
    fetch(`${guarded.url}/login/password`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: publicUrl, accept: 'application/json', cookie, 'x-forwarded-for': from },
      body: new URLSearchParams({ email, password: secret }),
    })

  /** Thirty wrong ones, each from another address. */
  async function guess(email = root): Promise<void> {
    for (let from = 1; from <= 30; from++) {
      expect((await enter(`198.51.100.${from}`, 'guess', '', email)).status).toBe(403)
    }
  }

  test('an account guessed at from everywhere gives each address few tries, and locks nobody out', async () => {
    await guess()
    const stranger = []
    for (let count = 0; count < 5; count++)
      stranger.push((await enter('203.0.113.1', 'guess')).status)
    expect(stranger).toEqual([403, 403, 403, 429, 429])
    const refused = await enter('203.0.113.1', password)
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, 900])
    // T74: break-glass works, from an address never seen, in the middle of it.
    expect((await enter('203.0.113.2', password)).status).toBe(303)
    guarded.clock.advance(15)
    expect((await enter('203.0.113.1', password)).status).toBe(303)
  })

  test('a browser the administrator has used before is not slowed down', async () => {
    const first = await enter('203.0.113.1', password)
    const device = first.headers.getSetCookie().find((line) => line.includes('device')) ?? ''
    expect(device).toMatch(
      /^__Host-mortise-device=[\w-]{43}\.[\w-]{43}; Max-Age=31536000; Path=\/; /,
    )
    for (const part of ['HttpOnly', 'Secure', 'SameSite=Strict']) expect(device).toContain(part)
    const cookie = device.split(';')[0] ?? ''
    await guess()
    const own = []
    for (let count = 0; count < 5; count++)
      own.push((await enter('203.0.113.1', 'typo', cookie)).status)
    expect(own).toEqual([403, 403, 403, 403, 403])
    expect((await enter('203.0.113.1', password, cookie)).status).toBe(303)
    // Another's, or one made up, is none.
    const forged = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    for (let count = 0; count < 3; count++) await enter('203.0.113.9', 'typo', forged)
    expect((await enter('203.0.113.9', password, forged)).status).toBe(429)
    expect((await guarded.get('/', { cookie, accept: 'application/json' })).status).toBe(401)
  })

  test('an address nobody has is slowed down alike: who is known does not show', async () => {
    const nobody = 'nobody@acme.example'
    await guess(nobody)
    const statuses = []
    for (let count = 0; count < 4; count++) {
      statuses.push((await enter('203.0.113.1', 'guess', '', nobody)).status)
    }
    expect(statuses).toEqual([403, 403, 403, 429])
  })

  test('what is compared where there is nothing costs as much as what is', async () => {
    const costOf = (hash: string): string => hash.split('$').slice(0, 4).join('$')
    const real = await hashPassword('a real password, long enough')
    expect(costOf(real)).toBe('$argon2id$v=19$m=19456,t=2,p=1')
    expect(costOf(await comparedWith(null))).toBe(costOf(real))
    expect(await comparedWith(real)).toBe(real)
  })

  test('are counted in bounded memory, the account under attack the last to be forgotten', () => {
    const tries = new PasswordTries()
    const now = new Date('2026-01-01T00:00:00Z')
    for (let index = 0; index < 60_000; index++) {
      tries.recordWrong(root, `a${index % 100}`, now)
      tries.recordWrong(`invented-${index}@example.com`, 'one', now)
    }
    expect(tries.secondsToWait(root, 'a1', now)).toBe(900)
    expect(tries.secondsToWait(root, 'fresh', now)).toBe(0)
    tries.recordRight(root, 'a1')
    expect(tries.secondsToWait(root, 'a1', now)).toBe(0)
  })
})
