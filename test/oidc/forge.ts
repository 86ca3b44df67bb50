/** Making ID tokens and IdPs for the tests: a good sign-in as plain data, one-step mutations, and a fake way out. Signing shares no code with what verifies. */
import { createHash, createHmac, createPublicKey, sign as signBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from '../../src/core/index.js'
import {
  authorizationRequest,
  completeSignIn,
  type CompleteSignInInput,
  connectOptions,
  createSigningKeys,
  discover,
  type IdpChoice,
  type IdpConfiguration,
  type OidcClient,
  type OidcIdentity,
  type OutgoingFetch,
  parseCallback,
  type RememberedRequest,
} from '../../src/oidc/index.js'

export const golden = join(dirname(fileURLToPath(import.meta.url)), '..', 'golden')

export type KeyName = 'idp' | 'next' | 'attacker' | 'weak' | 'p256' | 'p384'

const pemOf = (name: KeyName): string =>
  readFileSync(join(golden, 'saml', 'test-keys', `TEST-ONLY-${name}.key.pem`), 'utf8')
export const publicPem = (name: KeyName): string =>
  createPublicKey(pemOf(name)).export({ type: 'spki', format: 'pem' }) as string

export type Json = Readonly<Record<string, unknown>>

export const jwk = (name: KeyName, more: Json = {}): Json => ({
  ...createPublicKey(pemOf(name)).export({ format: 'jwk' }),
  kid: name,
  use: 'sig',
  ...more,
})

export const now = new Date('2026-03-01T12:00:30Z')
export const seconds = now.getTime() / 1000
export const issuer = 'https://idp.example.com'
export const clientId = 'mortise-client'
export const redirectUri = 'https://sso.mortise.example/oidc/acme/callback'
export const state = 'state-5f1c7e2a9b3d4c6e8f00112233445566'
export const nonce = 'nonce-5f1c7e2a9b3d4c6e8f00112233445566'
export const code = 'code-5f1c7e2a9b3d4c6e8f00112233445566'
export const accessToken = 'access-5f1c7e2a9b3d4c6e8f00112233445566'

export const halfHash = (value: string, bits = 256): string => {
  const hash = createHash(`sha${bits}`).update(value).digest()
  return hash.subarray(0, hash.length / 2).toString('base64url')
}

export const goodHeader: Json = { alg: 'RS256', typ: 'JWT', kid: 'idp' }

export const goodClaims: Json = {
  iss: issuer,
  sub: 'ada',
  aud: clientId,
  exp: seconds + 270,
  iat: seconds - 30,
  auth_time: seconds - 60,
  nonce,
  at_hash: halfHash(accessToken),
  email: 'ada@example.com',
  email_verified: true,
  name: 'Ada Lovelace',
  groups: ['Engineers', 'R&D'],
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** node:crypto by the name of the algorithm; what is not there is signed as RS256 all the same. */
function signature(text: string, alg: string, key: KeyName): string {
  const bytes = Buffer.from(text)
  const hash = `sha${/\d+$/.exec(alg)?.[0] ?? '256'}`
  const pem = pemOf(key)
  if (alg.startsWith('HS')) {
    return createHmac(hash, publicPem(key)).update(bytes).digest('base64url')
  }
  if (alg.startsWith('PS')) {
    return signBytes(hash, bytes, { key: pem, padding: 6, saltLength: -1 }).toString('base64url')
  }
  return signBytes(hash, bytes, { key: pem, dsaEncoding: 'ieee-p1363' }).toString('base64url')
}

export interface TokenInput {
  /** Laid over the good header; undefined takes a member out. */
  readonly header?: Json
  /** Laid over the good claims; undefined takes a claim out. */
  readonly claims?: Json
  readonly key?: KeyName
}

export function idTokenOf({ header = {}, claims = {}, key = 'idp' }: TokenInput = {}): string {
  const full = { ...goodHeader, ...header } as { readonly alg?: unknown }
  const text = `${part(full)}.${part({ ...goodClaims, ...claims })}`
  return `${text}.${signature(text, String(full.alg), key)}`
}

export const goodDiscovery: Json = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  userinfo_endpoint: `${issuer}/userinfo`,
  response_types_supported: ['code', 'id_token'],
  response_modes_supported: ['query', 'form_post'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256', 'PS256', 'ES256', 'ES384'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
}

/** What an address answers: JSON for an object, a text as it is; `null` when nobody is there. */
export type Answers = Readonly<
  Record<string, { readonly status?: number; readonly body: unknown } | null>
>

export const discoveryAddress = `${issuer}/.well-known/openid-configuration`

export const goodAnswers: Answers = {
  [discoveryAddress]: { body: goodDiscovery },
  [`${issuer}/jwks`]: { body: { keys: [jwk('idp'), jwk('p256')] } },
  [`${issuer}/token`]: {
    body: {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: 3600,
      id_token: idTokenOf(),
    },
  },
  [`${issuer}/userinfo`]: { body: { sub: 'ada', locale: 'en', name: 'Ada from UserInfo' } },
}

export const fakeFetch =
  (answers: Answers, asked: string[] = []): OutgoingFetch =>
  async (url) => {
    asked.push(url)
    const answer = answers[url]
    if (!answer) throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') })
    const { status = 200, body } = answer
    const isText = typeof body === 'string'
    const type = isText ? 'text/html' : 'application/json'
    const headers = {
      'content-type': type,
      ...(status === 401 ? { 'www-authenticate': 'Basic' } : {}),
    }
    return new Response(status === 204 ? null : isText ? body : JSON.stringify(body), {
      status,
      headers,
    })
  }

/** A whole sign-in as plain data: what is on disk, and what the hostile suite mutates. */
export interface Scenario {
  readonly now: string
  readonly choice: IdpChoice
  readonly client: OidcClient
  readonly request: {
    readonly flow?: 'code' | 'id-token'
    readonly responseMode?: 'query' | 'form_post'
  }
  /** Laid over what authorizationRequest would remember. */
  readonly remembered: Partial<RememberedRequest>
  readonly callback: Json
  readonly delivery: 'query' | 'form_post'
  readonly settings: Partial<
    Pick<
      CompleteSignInInput,
      'authnContexts' | 'trustedAudiences' | 'userInfo' | 'lifetimeSeconds' | 'clockSkewSeconds'
    >
  >
  readonly answers: Answers
}

export const goodScenario: Scenario = {
  now: now.toISOString(),
  choice: { kind: 'issuer', issuer },
  client: {
    clientId,
    authentication: { method: 'client_secret_basic', clientSecret: 'secret-of-the-app' },
  },
  request: {},
  remembered: { state, nonce, at: '2026-03-01T12:00:00.000Z' },
  callback: { state, code, iss: issuer },
  delivery: 'query',
  settings: {},
  answers: goodAnswers,
}

/** Whatever makes two sign-ins differ is an argument. */
const counting = (): ((bytes: number) => Uint8Array) => {
  let count = 0
  return (bytes) => new Uint8Array(bytes).fill((count += 1))
}

export async function connect(scenario: Scenario): Promise<{
  readonly idp: IdpConfiguration
  readonly url: string
  readonly remembered: RememberedRequest
}> {
  const fetch = fakeFetch(scenario.answers)
  const idp = await discover({ fetch }, connectOptions(scenario.choice))
  const input = { idp, clientId: scenario.client.clientId, redirectUri, ...scenario.request }
  const effects = { random: counting(), now: () => new Date(scenario.now) }
  const { url, remembered } = authorizationRequest(input, effects)
  return { idp, url, remembered: { ...remembered, ...scenario.remembered } }
}

/** The whole way: options, discovery, request, callback, identity. */
export async function play(scenario: Scenario, asked: string[] = []): Promise<OidcIdentity> {
  const { idp, remembered } = await connect(scenario)
  const effects = {
    fetch: fakeFetch(scenario.answers, asked),
    now: () => new Date(scenario.now),
    random: counting(),
  }
  const callback = parseCallback(scenario.callback, scenario.delivery)
  const { client, settings } = scenario
  return completeSignIn(
    { idp, client, callback, remembered, ...settings },
    { ...effects, keys: createSigningKeys(effects) },
  )
}

/** Good, but for the answers of some addresses, by the last part of their path. */
export const answering = (change: Answers): Scenario => ({
  ...goodScenario,
  answers: {
    ...goodAnswers,
    ...Object.fromEntries(
      Object.entries(change).map(([path, answer]) => [
        path === 'discovery' ? discoveryAddress : `${issuer}/${path}`,
        answer,
      ]),
    ),
  },
})

export const tokenAnswer = (change: Json): Answers[string] => ({
  body: { access_token: accessToken, token_type: 'Bearer', id_token: idTokenOf(), ...change },
})

/** The good sign-in with another ID token, from the token endpoint. */
export const withToken = (token: TokenInput | string, more: Partial<Scenario> = {}): Scenario => {
  const idToken = typeof token === 'string' ? token : idTokenOf(token)
  const { answers } = answering({ token: tokenAnswer({ id_token: idToken }) })
  return { ...goodScenario, ...more, answers: { ...answers, ...more.answers } }
}

/** The good sign-in with an ID token by form post. */
export const byFormPost = (
  token: TokenInput | string = {},
  more: Partial<Scenario> = {},
): Scenario => ({
  ...goodScenario,
  request: { flow: 'id-token' },
  delivery: 'form_post',
  callback: {
    state,
    iss: issuer,
    id_token: typeof token === 'string' ? token : idTokenOf(token),
  },
  ...more,
})

/** The Refusal a call ends with. Anything else thrown is a bug and passes through. */
export async function refusalOf(call: () => unknown): Promise<Refusal> {
  try {
    await call()
  } catch (error) {
    if (Refusal.is(error)) return error
    throw error
  }
  throw new Error('expected a Refusal, got an answer')
}

export const codeOf = async (call: () => unknown): Promise<string> =>
  (await refusalOf(call)).finding.code
