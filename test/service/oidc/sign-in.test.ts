/** A sign-in by OpenID Connect, end to end over real HTTP: what it gives, what is spent, who may finish it, and what is left behind. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startPracticeIdp, type PracticeIdp } from '../../../src/practice-idp/index.js'
import { createLog, createService, openStore } from '../../../src/service/index.js'
import { adminToken, type TestService } from '../support.js'
import {
  askIdp,
  attemptOf,
  beginAt,
  carry,
  clientSecret,
  connectionInput,
  cookieOf,
  furnish,
  registerApp,
  secretKeys,
  seen,
  signIn,
  startOidcService,
  type Landed,
} from './support.js'

let idp: PracticeIdp
let service: TestService

beforeAll(async () => {
  idp = await startPracticeIdp({ port: 0 })
})
afterAll(() => idp.close())
beforeEach(async () => {
  service = await startOidcService()
})
afterEach(() => service.close())

const login = '/oidc/acme-oidc/login'
const codeBehind = async (landed: Landed) => (await attemptOf(service, landed)).finding?.code
const change = (more: object) =>
  service.admin('PUT', '/oidc-connections/acme-oidc', connectionInput(idp, more))

describe('a sign-in', () => {
  test('gives groups, roles, and the reason for each', async () => {
    await furnish(service, idp)
    const landed = await signIn(service, idp)
    expect([landed.status, landed.location]).toEqual([303, '/'])
    const { trace, ...rest } = await seen(service, landed)
    expect(rest).toMatchObject({
      user: { login: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' },
      connection: 'acme-oidc',
      groups: ['Engineers', 'Platform Admins'],
      roles: ['create-projects'],
    })
    expect(trace).toContainEqual(
      expect.objectContaining({ effect: 'filled', subject: 'email', because: 'attribute "email"' }),
    )
  })

  test('asks with state, nonce, PKCE and what was decided, and sends no secret along', async () => {
    await furnish(service, idp, { connection: { scopes: ['groups'], maxAgeSeconds: 300 } })
    const asked = new URL(await beginAt(service, login)).searchParams
    expect(Object.fromEntries(asked)).toMatchObject({
      ...{ response_type: 'code', scope: 'openid groups', code_challenge_method: 'S256' },
      ...{ max_age: '300', client_id: 'app-of-acme' },
      redirect_uri: `${service.url}/oidc/acme-oidc/callback`,
    })
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(asked.get(name)).toMatch(/^[\w-]{43}$/)
    }
    expect(asked.toString()).not.toContain(encodeURIComponent(clientSecret))
  })

  test.each([
    ['client_secret_basic', 'query'],
    ['client_secret_basic', 'form_post'],
    ['client_secret_post', 'query'],
    ['client_secret_post', 'form_post'],
  ])('by %s and %s', async (clientAuthentication, responseMode) => {
    await furnish(service, idp, { connection: { clientAuthentication, responseMode } })
    expect((await signIn(service, idp)).status).toBe(303)
  })

  test('returns to where the person wanted to go, and only here', async () => {
    await furnish(service, idp)
    const to = async (path: string) =>
      (await signIn(service, idp, 'ada', '', `${login}?RelayState=${encodeURIComponent(path)}`))
        .location
    expect(await to('/projects?id=1')).toBe('/projects?id=1')
    for (const foreign of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
      expect(await to(foreign)).toBe('/')
    }
  })

  test('T01: is found by the domain of an e-mail address', async () => {
    await furnish(service, idp)
    const at = service.clock.now()
    await service.store.transaction((tx) =>
      tx.domains.insert({
        ...{ organization: 'acme', name: 'example.com', input: { connection: null } },
        ...{ recordValue: 'x', verifiedAt: at, version: 1, createdAt: at, updatedAt: at },
        creationKey: null,
      }),
    )
    const answer = await fetch(`${service.url}/login`, {
      ...{ method: 'POST', redirect: 'manual' },
      headers: { accept: 'application/json', origin: service.url },
      body: new URLSearchParams({ email: 'ada@example.com' }),
    })
    expect(answer.headers.get('location')).toBe(`${service.url}${login}`)
  })

  test('leaves nothing secret in the log or the database', async () => {
    await furnish(service, idp, { connection: { responseMode: 'form_post' } })
    const location = await beginAt(service, login)
    const carried = await askIdp(idp, location)
    const landed = await carry(carried)
    const { state, nonce } = Object.fromEntries(new URL(location).searchParams)
    const files = ['', '-wal'].map((suffix) =>
      readFileSync(join(service.folder, `mortise.db${suffix}`), 'latin1'),
    )
    const kept = [...files, ...service.logged].join('\n')
    const session = cookieOf(landed).split('=')[1]
    for (const secret of [state, nonce, carried.parameters['code'], session, 'eyJ']) {
      expect(secret).toBeTruthy()
      expect(kept).not.toContain(secret)
    }
  })
})

describe('a request is answered once', () => {
  beforeEach(() => furnish(service, idp))

  test('the same callback again is refused, and so is one nobody asked for', async () => {
    const carried = await askIdp(idp, await beginAt(service, login))
    expect((await carry(carried)).status).toBe(303)
    expect(await codeBehind(await carry(carried))).toBe('authorization-request-unknown')
    const parameters = { ...carried.parameters, state: 'invented' }
    expect(await codeBehind(await carry({ ...carried, parameters }))).toBe(
      'authorization-request-unknown',
    )
  })

  test('a refusal has spent it too', async () => {
    const location = await beginAt(service, login)
    expect(await codeBehind(await carry(await askIdp(idp, location, 'ada', 'denied')))).toBe(
      'idp-access-denied',
    )
    const good = await carry(await askIdp(idp, location))
    expect(await codeBehind(good)).toBe('authorization-request-unknown')
  })

  test('within ten minutes, and the IdP’s clock may be off by one', async () => {
    const slow = await askIdp(idp, await beginAt(service, login))
    const slower = await askIdp(idp, await beginAt(service, login))
    service.clock.advance(10.9)
    // The ID Token has ended meanwhile; the request has not.
    expect(await codeBehind(await carry(slow))).toBe('id-token-expired')
    service.clock.advance(0.2)
    expect(await codeBehind(await carry(slower))).toBe('authorization-request-expired')
  })

  test('at its own redirect URI, in its own way', async () => {
    const carried = await askIdp(idp, await beginAt(service, login))
    const elsewhere = await carry(carried, {}, `${service.url}/auth/oidc/callback`)
    expect(await codeBehind(elsewhere)).toBe('authorization-request-unknown')
    const posted = await carry({ ...carried, responseMode: 'form_post' })
    expect(await codeBehind(posted)).toBe('callback-delivery-mismatch')
  })

  test('after a change of the connection by the connection as it is now', async () => {
    const carried = await askIdp(idp, await beginAt(service, login))
    await change({ clientId: 'another-app' })
    expect(await codeBehind(await carry(carried))).toBe('authorization-request-foreign')
  })

  test('by one of many who try at the same moment, through two services over the same data', async () => {
    const store = await openStore(`file:${join(service.folder, 'mortise.db')}`)
    const twin = await createService({
      ...{ store, adminToken, publicUrl: service.url, now: service.clock.now },
      ...{ log: createLog({ write: () => undefined }), outgoing: { allowLoopback: true } },
      secretKeys,
    })
    await twin.listen({ host: '127.0.0.1', port: 0 })
    const { port } = twin.app.server.address() as { port: number }
    const there = `http://127.0.0.1:${port}/oidc/acme-oidc/callback`
    const carried = await askIdp(idp, await beginAt(service, login))
    const landed = await Promise.all(
      Array.from({ length: 8 }, (_, at) => carry(carried, {}, at % 2 ? there : undefined)),
    )
    const statuses = landed.map(({ status }) => status).sort()
    expect(statuses).toEqual([303, ...Array<number>(7).fill(403)])
    const alone = await carry(await askIdp(idp, await beginAt(service, login)), {}, there)
    expect(alone.status).toBe(303)
    await twin.close()
  })

  test('garbage is refused as garbage', async () => {
    const callback = `${service.url}/oidc/acme-oidc/callback`
    const get = async (query: string) => {
      const answer = await fetch(`${callback}?${query}`, {
        headers: { accept: 'application/json' },
      })
      const json = (await answer.json()) as Landed['json']
      return codeBehind({ json } as Landed)
    }
    expect(await get('')).toBe('callback-state-missing')
    expect(await get('state=a&state=b')).toBe('callback-parameter-repeated')
    const [newest] = (await service.client.call('listSignInAttempts')).items
    expect(newest).toMatchObject({ connection: 'acme-oidc', organization: 'acme' })
    expect(await get(`state=${'x'.repeat(600)}`)).toBe('callback-parameter-malformed')
    expect(await get('state=a&code=b&toString=c&__proto__=d')).toBe('authorization-request-unknown')
    const large = await carry({
      ...{ redirectUri: callback, responseMode: 'form_post' },
      parameters: { state: 'x', id_token: 'y'.repeat(300_000) },
    })
    expect(large.status).toBe(413)
  })

  test('a HEAD begins and ends nothing; a stranger’s name leads nowhere', async () => {
    const head = await fetch(`${service.url}${login}`, { method: 'HEAD', redirect: 'manual' })
    expect(head.headers.get('location')).toBeNull()
    for (const path of ['/oidc/nobody/login', '/auth/oidc/login/acme-oidc', '/oidc/..%2f/login']) {
      expect((await service.get(path)).status).toBe(404)
    }
  })
})

describe('behind TLS', () => {
  const publicUrl = 'https://sso.mortise.example'
  beforeEach(async () => {
    await service.close()
    service = await startOidcService({ publicUrl })
    await furnish(service, idp)
  })

  async function begin(cookie = ''): Promise<{ location: string; held: string; set: string }> {
    const { headers } = await service.get(login, { cookie })
    const set = headers.getSetCookie()[0] ?? ''
    return { location: headers.get('location') ?? '', held: set.split(';')[0] ?? '', set }
  }
  const finish = async (location: string, cookie: string) => {
    const carried = await askIdp(idp, location)
    const to = carried.redirectUri.replace(publicUrl, service.url)
    return carry(carried, cookie ? { cookie } : {}, to)
  }

  test('only the browser that began may finish', async () => {
    const { location, held, set } = await begin()
    expect(set).toMatch(/^__Host-mortise-sign-in=[\w-]{43}; Max-Age=600; Path=\/; /)
    for (const part of ['HttpOnly', 'Secure', 'SameSite=None']) expect(set).toContain(part)
    expect(await codeBehind(await finish(location, ''))).toBe('authorization-request-unknown')
    const other = await begin()
    expect(await codeBehind(await finish(location, other.held))).toBe(
      'authorization-request-unknown',
    )
    // A stranger's attempt has not spent it.
    expect((await finish(location, held)).status).toBe(303)
  })

  test('in two tabs at once', async () => {
    const first = await begin()
    const second = await begin(first.held)
    expect((await finish(second.location, first.held)).status).toBe(303)
    expect((await finish(first.location, first.held)).status).toBe(303)
  })
})

describe('the keys of the IdP', () => {
  const rotate = (withdraw: boolean) =>
    fetch(`${idp.url}/oidc/rotate-keys`, {
      method: 'POST',
      body: new URLSearchParams({ withdraw: String(withdraw) }),
    })

  test('may be new since a moment, and withdrawn ones count no more', async () => {
    await furnish(service, idp)
    expect((await signIn(service, idp)).status).toBe(303)
    const signedBefore = await askIdp(idp, await beginAt(service, login))
    await rotate(false)
    expect((await signIn(service, idp)).status).toBe(303)
    await rotate(true)
    expect((await signIn(service, idp)).status).toBe(303)
    // Signed at the token endpoint, so by the newest key, whenever the code was given.
    expect((await carry(signedBefore)).status).toBe(303)
    service.clock.advance(5)
    expect(await codeBehind(await signIn(service, idp, 'ada', 'unknown-kid'))).toBe(
      'id-token-key-unknown',
    )
  })
})

describe('an e-mail address the IdP does not vouch for', () => {
  test('recognises nobody: not who was invited by it', async () => {
    const organization = { preset: 'twenty', roleRules: [] }
    await furnish(service, idp, { organization, groups: {} })
    const path = '/auth/oidc/login/acme-oidc'
    await service.admin('PUT', '/organizations/acme/users/ada@example.com', { roles: ['Admin'] })
    const taken = await signIn(service, idp, 'ada', 'unverified-email', path)
    expect(await codeBehind(taken)).toBe('email-unverified')
    // Vouched for, it does; and from then on the subject is enough.
    expect((await seen(service, await signIn(service, idp, 'ada', '', path)))['roles']).toEqual([
      'Admin',
    ])
    const later = await signIn(service, idp, 'ada', 'unverified-email', path)
    expect((await seen(service, later))['roles']).toEqual(['Admin'])
  })

  test('shows in a test whom it would keep out', async () => {
    const organization = { preset: 'twenty', roleRules: [] }
    await furnish(service, idp, { organization, groups: {} })
    await service.admin('PUT', '/organizations/acme/users/ada@example.com', { roles: ['Admin'] })
    const params = { name: 'acme-oidc' }
    const { id, url } = await service.client.call('createConnectionTest', { params })
    const location = await beginAt(service, (url ?? '').slice(service.url.length))
    await carry(await askIdp(idp, location, 'ada', 'unverified-email'))
    const { status, result } = await service.client.call('getConnectionTest', {
      params: { ...params, id },
    })
    expect([status, result?.admission?.code]).toEqual(['passed', 'email-unverified'])
  })

  test('is no name by which a directory would know somebody later', async () => {
    await furnish(service, idp)
    await signIn(service, idp, 'grace', 'unverified-email')
    const [person] = await service.store.people.list('acme', { limit: 5 })
    expect(person).toMatchObject({ userName: 'grace', login: 'grace' })
    await signIn(service, idp, 'grace', '')
    expect((await service.store.people.list('acme', { limit: 5 }))[0]?.state).toBe('active')
  })

  test('does not keep out who is new, and is told', async () => {
    await furnish(service, idp)
    const landed = await signIn(service, idp, 'grace', 'unverified-email')
    expect((await seen(service, landed))['trace']).toContainEqual(
      expect.objectContaining({ effect: 'warned', kind: 'field', subject: 'email' }),
    )
  })
})

test('a client secret changed at the IdP is told as ours to mend', async () => {
  await furnish(service, idp)
  await registerApp(idp, `${service.url}/oidc/acme-oidc/callback`, { clientSecret: 'next' })
  const refused = await signIn(service, idp)
  const { finding } = await attemptOf(service, refused)
  expect([finding?.code, finding?.owner]).toEqual(['token-client-refused', 'sp'])
  await change({ clientSecret: 'next' })
  expect((await signIn(service, idp)).status).toBe(303)
})
