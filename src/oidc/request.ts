/** Authorization requests: where to send the browser, and what to remember until it comes back. */
import { createHash } from 'node:crypto'
import { buildAuthorizationUrl, Configuration } from 'openid-client'
import { type Randomness, randomText } from './client.js'
import type { IdpConfiguration } from './discovery.js'
import { refusal } from './faults.js'
import { allowLoopback } from './library.js'

/**
 * How the IdP answers.
 * - `code`: an authorization code, redeemed by us with PKCE. The safer choice.
 * - `id-token`: the ID token itself, by form post: no secret needed (T48, T73), and no access token.
 */
export type Flow = 'code' | 'id-token'
export type ResponseMode = 'query' | 'form_post'

export interface AuthorizationRequestInput {
  readonly idp: IdpConfiguration
  readonly clientId: string
  /** To the letter as registered at the IdP. */
  readonly redirectUri: string
  /** @default 'code' */
  readonly flow?: Flow
  /** @default 'query' for a code; an ID token comes by form post always, so that it is in no URL and no log */
  readonly responseMode?: ResponseMode
  /** @default openid, email, profile */
  readonly scopes?: readonly string[]
  /** `login` asks for a fresh sign-in, `none` for none at all. */
  readonly prompt?: 'none' | 'login' | 'consent' | 'select_account'
  /** Seconds since the person last proved who they are; the ID token must then bear it out. */
  readonly maxAgeSeconds?: number
  /** acr or amr values, one of which the sign-in must satisfy. @default - any */
  readonly authnContexts?: readonly string[] | undefined
  /** Whom to suggest, as far as we know. */
  readonly loginHint?: string
}

/** Plain data for the service to store under `state`, bound to the browser by a cookie, spent once. */
export interface RememberedRequest {
  readonly state: string
  readonly nonce: string
  /** Only for `code`. A secret: store it where others do not read. */
  readonly codeVerifier?: string
  readonly redirectUri: string
  readonly flow: Flow
  readonly responseMode: ResponseMode
  readonly issuer: string
  readonly clientId: string
  readonly maxAgeSeconds?: number
  /** When it was made, RFC 3339. */
  readonly at: string
}

/** RFC 7636 §4.2. */
const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url')

function checkAnnounced(idp: IdpConfiguration, flow: Flow, mode: ResponseMode): void {
  const type = flow === 'code' ? 'code' : 'id_token'
  if (idp.responseTypes?.includes(type) === false) {
    const announced = idp.responseTypes.join(', ')
    throw refusal('response-type-unsupported', `wanted ${type}, the IdP announces ${announced}`)
  }
  if (idp.responseModes?.includes(mode) === false) {
    const announced = idp.responseModes.join(', ')
    throw refusal('response-mode-unsupported', `wanted ${mode}, the IdP announces ${announced}`)
  }
}

function prepared(
  input: AuthorizationRequestInput,
  random: Randomness,
): Omit<RememberedRequest, 'at'> {
  const { idp, clientId, redirectUri, flow = 'code', maxAgeSeconds } = input
  return {
    state: randomText(random),
    nonce: randomText(random),
    ...(flow === 'code' ? { codeVerifier: randomText(random) } : {}),
    redirectUri,
    flow,
    responseMode: flow === 'id-token' ? 'form_post' : (input.responseMode ?? 'query'),
    issuer: idp.issuer,
    clientId,
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
  }
}

/** Core §2 has acr be a URI, RFC 8176 has amr be a short word; only the former can be asked for. */
function acrValues(authnContexts: readonly string[] = []): string | undefined {
  const asked = authnContexts.filter((value) => value.includes(':'))
  return asked.length === 0 ? undefined : asked.join(' ')
}

function parametersOf(
  input: AuthorizationRequestInput,
  request: Omit<RememberedRequest, 'at'>,
): Record<string, string> {
  const { idp, scopes = ['openid', 'email', 'profile'], prompt, loginHint } = input
  const { codeVerifier, responseMode, maxAgeSeconds } = request
  const wanted: Record<string, string | undefined> = {
    response_type: request.flow === 'code' ? 'code' : 'id_token',
    redirect_uri: request.redirectUri,
    scope: [...new Set(['openid', ...scopes])].join(' '),
    state: request.state,
    nonce: request.nonce,
    // The default of a code; some IdPs refuse to hear it named.
    response_mode: responseMode === 'query' ? undefined : responseMode,
    code_challenge: codeVerifier === undefined ? undefined : challengeOf(codeVerifier),
    code_challenge_method: codeVerifier === undefined ? undefined : 'S256',
    prompt,
    max_age: maxAgeSeconds?.toString(),
    acr_values: acrValues(input.authnContexts),
    login_hint: loginHint,
    // Google offers only accounts of that domain. A hint: the claim is what counts.
    hd: idp.hostedDomain,
  }
  const told = Object.entries(wanted).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  )
  return Object.fromEntries(told)
}

/** @throws Refusal `response-type-unsupported` or `response-mode-unsupported` */
export function authorizationRequest(
  input: AuthorizationRequestInput,
  effects: { readonly random: Randomness; readonly now: () => Date },
): { readonly url: string; readonly remembered: RememberedRequest } {
  const request = prepared(input, effects.random)
  checkAnnounced(input.idp, request.flow, request.responseMode)
  const { issuer, authorizationEndpoint } = input.idp
  const server = { issuer, authorization_endpoint: authorizationEndpoint }
  const configuration = new Configuration(server, input.clientId)
  allowLoopback(configuration, authorizationEndpoint)
  const { href } = buildAuthorizationUrl(configuration, parametersOf(input, request))
  return { url: href, remembered: { ...request, at: effects.now().toISOString() } }
}
