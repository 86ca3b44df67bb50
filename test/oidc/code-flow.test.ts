/** The whole way against the practice IdP, over real HTTP: what a service does, in the order in which it does it. */
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  authorizationRequest,
  type AuthorizationRequestInput,
  type ClientAuthentication,
  completeSignIn,
  connectOptions,
  createSigningKeys,
  discover,
  type IdpConfiguration,
  type OidcIdentity,
  parseCallback,
} from '../../src/oidc/index.js'
import { people, type PracticeIdp, startPracticeIdp } from '../../src/practice-idp/index.js'
import { codeOf } from './forge.js'

const now = new Date('2026-03-01T12:00:30Z')
const redirectUri = 'https://sp.example.com/oidc/acme/callback'
const effects = { fetch, now: () => now, random: randomBytes }
const keys = createSigningKeys(effects)
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = (key: typeof pair.privateKey) =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }) as string

const secret = 'a secret:with +odd% characters'
const ways: Readonly<Record<string, ClientAuthentication>> = {
  basic: { method: 'client_secret_basic', clientSecret: secret },
  post: { method: 'client_secret_post', clientSecret: secret },
  key: { method: 'private_key_jwt', privateKey: pem(pair.privateKey), algorithm: 'ES256' },
  public: { method: 'none' },
}

let practice: PracticeIdp
let idp: IdpConfiguration

beforeAll(async () => {
  const redirectUris = [redirectUri]
  practice = await startPracticeIdp({
    port: 0,
    now: () => now,
    clients: [
      { clientId: 'basic', clientSecret: secret, redirectUris },
      { clientId: 'post', clientSecret: secret, redirectUris },
      { clientId: 'key', publicKey: pem(createPublicKey(pair.privateKey)), redirectUris },
      { clientId: 'public', redirectUris },
    ],
  })
  const options = connectOptions({ kind: 'issuer', issuer: practice.issuer })
  idp = await discover(effects, { ...options, loopback: 'allowed' })
})
afterAll(() => practice.close())

type Asking = Partial<AuthorizationRequestInput> & {
  readonly person?: string
  readonly as?: string
}

/** Ask, sign in at the IdP as a program, and bring back what a browser would. */
async function signIn({
  person = 'ada',
  as = 'basic',
  ...more
}: Asking = {}): Promise<OidcIdentity> {
  const input = { idp, clientId: as, redirectUri, ...more }
  const { url, remembered } = authorizationRequest(input, effects)
  const response = await fetch(`${practice.issuer}/sign-in`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ ...Object.fromEntries(new URL(url).searchParams), person }),
  })
  const { parameters, responseMode } = (await response.json()) as {
    readonly parameters: Record<string, string>
    readonly responseMode: 'query' | 'form_post'
  }
  const client = { clientId: as, authentication: ways[as] ?? { method: 'none' } }
  const callback = parseCallback(parameters, responseMode)
  return completeSignIn({ idp, client, callback, remembered }, { ...effects, keys })
}

describe.each(Object.keys(ways))('as the %s client', (as) => {
  test('a code, by query', async () => {
    const identity = await signIn({ as })
    expect(identity).toMatchObject({ subject: 'ada', issuer: practice.issuer, authTime: now })
  })
})

test.each(people)('$login is who the IdP says', async ({ login, displayName, mail, groups }) => {
  const { attributes } = await signIn({ person: login })
  expect(Object.fromEntries(attributes)).toMatchObject({
    ...{ sub: [login], login: [login], name: [displayName], email: [mail], groups },
  })
})

test('a code, by form post', async () => {
  expect((await signIn({ responseMode: 'form_post' })).subject).toBe('ada')
})

test('an ID token, by form post, without any secret (T73)', async () => {
  const identity = await signIn({ flow: 'id-token', as: 'public', person: 'zoe' })
  expect(identity.attributes.get('groups')).toEqual(['Research & Development', 'Engineers'])
})

test('max_age is borne out', async () => {
  expect((await signIn({ maxAgeSeconds: 0, prompt: 'login' })).authTime).toEqual(now)
})

test('without asking, nobody can be signed in', async () => {
  const input = { idp, clientId: 'basic', redirectUri, prompt: 'none' } as const
  const { url, remembered } = authorizationRequest(input, effects)
  const response = await fetch(url, { redirect: 'manual' })
  const location = new URL(response.headers.get('location') ?? '')
  const callback = parseCallback(location.searchParams, 'query')
  const client = { clientId: 'basic', authentication: ways['basic'] as ClientAuthentication }
  const complete = () => completeSignIn({ idp, client, callback, remembered }, { ...effects, keys })
  expect(await codeOf(complete)).toBe('idp-login-required')
})

test('a wrong secret is told as such', async () => {
  const right = ways['post']
  Object.assign(ways, { post: { method: 'client_secret_post', clientSecret: 'wrong' } })
  expect(await codeOf(() => signIn({ as: 'post' }))).toBe('token-client-refused')
  Object.assign(ways, { post: right })
})

test('keys rotate between two sign-ins, and the first after it is no accident', async () => {
  await signIn()
  await fetch(`${practice.issuer}/rotate-keys`, { method: 'POST' })
  expect((await signIn()).subject).toBe('ada')
  await fetch(`${practice.issuer}/rotate-keys`, {
    method: 'POST',
    body: new URLSearchParams({ withdraw: 'true' }),
  })
  expect((await signIn({ flow: 'id-token', as: 'public' })).subject).toBe('ada')
})

test('http on loopback is there only when told', async () => {
  const options = connectOptions({ kind: 'issuer', issuer: practice.issuer })
  expect(await codeOf(() => discover(effects, options))).toBe('discovery-issuer-insecure')
})
