/** An authorization request as the practice IdP reads it. */
import * as z from 'zod/mini'
import { parseWith, Refusal } from '../../core/index.js'
import { type Clients, isRegistered, type PracticeClient } from './clients.js'

const text = z.optional(z.string().check(z.maxLength(4096, 'is too long')))

/** Not strict: RFC 6749 §3.1, unknown parameters are ignored. */
const Fields = z.object({
  client_id: text,
  redirect_uri: text,
  response_type: text,
  response_mode: text,
  scope: text,
  state: text,
  nonce: text,
  code_challenge: text,
  code_challenge_method: text,
  prompt: text,
  max_age: text,
  misbehave: text,
})

/** As it came; carried through the sign-in page. */
export type AskedOidc = z.output<typeof Fields>

export interface OidcSignIn {
  readonly client: PracticeClient
  readonly redirectUri: string
  readonly responseType: 'code' | 'id_token'
  readonly responseMode: 'query' | 'form_post'
  readonly state: string | undefined
  readonly nonce: string | undefined
  readonly codeChallenge: string | undefined
  readonly maySignIn: boolean
}

const refuse = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy })

const quoted = (value: string | undefined): string => JSON.stringify(value ?? null)

function modeOf(asked: AskedOidc): OidcSignIn['responseMode'] {
  const { response_type: type, response_mode: mode } = asked
  if (mode === 'form_post') return mode
  if (type === 'code' && (mode === undefined || mode === 'query')) return 'query'
  // OAuth 2.0 Multiple Response Types §3: tokens in a query would be in logs.
  throw refuse(
    'response-mode-unsupported',
    `response_mode is ${quoted(mode)} for ${quoted(type)}`,
    'Ask for form_post, or for query with response_type=code.',
  )
}

function challengeOf(asked: AskedOidc, client: PracticeClient): string | undefined {
  const { code_challenge: challenge, code_challenge_method: method } = asked
  const isPublic = client.clientSecret === undefined && client.publicKey === undefined
  if (challenge !== undefined && method === 'S256') return challenge
  if (challenge === undefined && !(isPublic && asked.response_type === 'code')) return undefined
  throw refuse(
    'code-challenge-unsupported',
    `code_challenge_method is ${quoted(method)}`,
    'Send code_challenge with method S256; a public client must.',
  )
}

function clientOf(asked: AskedOidc, clients: Clients): PracticeClient {
  const client = clients.find(asked.client_id)
  if (!client) {
    throw refuse(
      'client-unknown',
      `no app has the client ID ${quoted(asked.client_id)}`,
      'Register it: POST /clients with clientId, redirectUris and, if it has one, clientSecret.',
    )
  }
  if (isRegistered(client, asked.redirect_uri ?? '')) return client
  throw refuse(
    'redirect-uri-unregistered',
    `redirect_uri is ${quoted(asked.redirect_uri)}, registered: ${client.redirectUris.join(', ')}`,
    'Register the redirect URI to the letter: POST /clients.',
  )
}

function checkKind(asked: AskedOidc): 'code' | 'id_token' {
  const { response_type: type, scope, nonce } = asked
  if (type !== 'code' && type !== 'id_token') {
    throw refuse('response-type-unsupported', `got ${quoted(type)}`, 'Ask for code or id_token.')
  }
  if (scope?.split(' ').includes('openid') !== true) {
    throw refuse('scope-unsupported', `scope is ${quoted(scope)}`, 'Ask for the scope openid.')
  }
  if (type === 'id_token' && !nonce) {
    throw refuse('nonce-missing', 'response_type=id_token needs a nonce', 'Send a nonce.')
  }
  return type
}

/**
 * Reads a request. Nothing wrong is told to the redirect URI: whoever rehearses sits here.
 * @throws Refusal
 */
export function readOidcSignIn(
  input: unknown,
  clients: Clients,
): { readonly asked: AskedOidc; readonly signIn: OidcSignIn } {
  const asked = parseWith(Fields, input)
  const client = clientOf(asked, clients)
  const signIn: OidcSignIn = {
    client,
    redirectUri: asked.redirect_uri ?? '',
    responseType: checkKind(asked),
    responseMode: modeOf(asked),
    state: asked.state,
    nonce: asked.nonce,
    codeChallenge: challengeOf(asked, client),
    // Nobody is ever signed in here beforehand.
    maySignIn: asked.prompt !== 'none',
  }
  return { asked, signIn }
}
