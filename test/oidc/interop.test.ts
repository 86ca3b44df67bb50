/**
 * Against a certified OpenID Provider that shares no code with us: oidc-provider, over real HTTP.
 *
 * Its warning about the runtime is expected here: it supports Node 22 and later, we test on 20 too, where everything this
 * test uses works. That is also why the practice IdP, which people run, is not built on it.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import {
  authorizationRequest,
  type AuthorizationRequestInput,
  type ClientAuthentication,
  completeSignIn,
  connectOptions,
  createSigningKeys,
  discover,
  type IdpConfiguration,
  parseCallback,
} from '../../src/oidc/index.js'

const redirectUri = 'https://sp.example.com/oidc/acme/callback'
const clientSecret = 'a-secret-of-the-interop-test-only'
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const effects = { fetch, now: () => new Date(), random: randomBytes }
const keys = createSigningKeys(effects)

const common = { redirect_uris: [redirectUri], grant_types: ['authorization_code', 'implicit'] }
const clients = [
  { ...common, client_id: 'client_secret_basic', client_secret: clientSecret },
  { ...common, client_id: 'client_secret_post', client_secret: clientSecret },
  {
    ...common,
    client_id: 'private_key_jwt',
    jwks: { keys: [{ ...pair.publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
  },
  { ...common, client_id: 'none' },
].map((client) => ({
  ...client,
  token_endpoint_auth_method: client.client_id,
  response_types: ['code', 'id_token'],
}))

const ways: Readonly<Record<string, ClientAuthentication>> = {
  client_secret_basic: { method: 'client_secret_basic', clientSecret },
  client_secret_post: { method: 'client_secret_post', clientSecret },
  private_key_jwt: {
    method: 'private_key_jwt',
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  },
  none: { method: 'none' },
}

let server: Server
let idp: IdpConfiguration

async function startProvider(): Promise<string> {
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // In Jest's realm it answers with objects of another, which the provider does not take for plain ones.
  globalThis.structuredClone = (value: unknown) =>
    (value === undefined ? value : JSON.parse(JSON.stringify(value))) as never
  const { Provider } = await import('oidc-provider')
  const signing = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const provider = new Provider(issuer, {
    clients: clients as never,
    jwks: {
      keys: [{ ...signing.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' }],
    },
    responseTypes: ['code', 'id_token'],
    cookies: { keys: ['of-a-test'] },
    claims: { openid: ['sub', 'groups'], email: ['email'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, email: `${sub}@example.com`, groups: ['Engineers', 'R&D'] }),
    }),
  })
  const callback = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response)
    // Whoever comes is Ada, and agrees to everything.
    void provider.interactionDetails(request, response).then(async ({ params, grantId }) => {
      const found = grantId === undefined ? undefined : await provider.Grant.find(grantId)
      const grant =
        found ?? new provider.Grant({ accountId: 'ada', clientId: String(params['client_id']) })
      grant.addOIDCScope('openid email')
      const consent = { grantId: await grant.save() }
      await provider.interactionFinished(request, response, {
        login: { accountId: 'ada' },
        consent,
      })
    })
  })
  return issuer
}

beforeAll(async () => {
  // Its advice to whoever goes into production with it; about the runtime, see the top of the file.
  jest.spyOn(console, 'warn').mockImplementation(() => undefined)
  jest.spyOn(console, 'info').mockImplementation(() => undefined)
  const issuer = await startProvider()
  idp = await discover(effects, {
    ...connectOptions({ kind: 'issuer', issuer }),
    loopback: 'allowed',
  })
})
afterAll(() => {
  jest.restoreAllMocks()
  server.closeAllConnections()
  server.close()
})

/** A browser of four lines: follows redirects with its cookies until it is sent back to us. */
async function browse(start: string): Promise<{ readonly url: string; readonly page: string }> {
  const jar = new Map<string, string>()
  let url = start
  for (let hop = 0; hop < 10; hop++) {
    if (url.startsWith(redirectUri)) return { url, page: '' }
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
      jar.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) return { url, page: await response.text() }
    url = new URL(location, url).href
  }
  throw new Error('too many redirects')
}

async function signIn(as: string, more: Partial<AuthorizationRequestInput> = {}) {
  const input = { idp, clientId: as, redirectUri, scopes: ['email'], ...more }
  const { url, remembered } = authorizationRequest(input, effects)
  const { url: end, page } = await browse(url)
  const fields = [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
    name,
    value,
  ])
  const callback =
    remembered.responseMode === 'query'
      ? parseCallback(new URL(end).searchParams, 'query')
      : parseCallback(Object.fromEntries(fields) as Record<string, string>, 'form_post')
  const client = { clientId: as, authentication: ways[as] ?? { method: 'none' } }
  return completeSignIn({ idp, client, callback, remembered }, { ...effects, keys })
}

test('it announces what we rely on', () => {
  expect(idp).toMatchObject({ sendsIssuer: true, idpKind: 'other' })
  expect(idp.algorithms).toContain('RS256')
})

test.each(Object.keys(ways))('a code, as a client of %s', async (as) => {
  const identity = await signIn(as)
  expect(identity.subject).toBe('ada')
  expect(identity.attributes.get('groups')).toEqual(['Engineers', 'R&D'])
  expect(identity.attributes.get('email')).toEqual(['ada@example.com'])
})

test('a code, by form post', async () => {
  expect((await signIn('client_secret_basic', { responseMode: 'form_post' })).subject).toBe('ada')
})

test('an ID token, by form post', async () => {
  expect((await signIn('none', { flow: 'id-token' })).subject).toBe('ada')
})

test('max_age', async () => {
  const { authTime } = await signIn('client_secret_post', { maxAgeSeconds: 300 })
  expect(authTime?.getTime()).toBeGreaterThan(Date.now() - 60_000)
})
