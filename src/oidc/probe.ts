/** Questions an administrator may have asked without a person: is our secret the IdP's, does it know our redirect URI, which keys does it publish. Nothing here signs anybody in. */
import { type Finding, Refusal } from '../core/index.js'
import { type OidcClient, randomText } from './client.js'
import type { IdpConfiguration } from './discovery.js'
import { type Effects, redeemCode } from './exchange.js'
import { keysIn, type PublishedKey, publishedKeysIn } from './jwks.js'
import { ask, limits, type OutgoingFetch, readDocument } from './outgoing.js'
import { authorizationRequest, type AuthorizationRequestInput } from './request.js'

export interface ProbeInput {
  readonly idp: IdpConfiguration
  readonly client: OidcClient
  readonly redirectUri: string
}

/**
 * Redeems a code that was never given. An IdP looks at the client first (RFC 6749 §5.2), so what it complains of tells
 * whether it took us for who we are.
 * @returns what it found wrong with the client; `undefined` when only the code was wrong
 */
export async function probeClient(
  { idp, client, redirectUri }: ProbeInput,
  effects: Effects,
): Promise<Finding | undefined> {
  const { url: _, remembered } = authorizationRequest(
    { idp, clientId: client.clientId, redirectUri },
    effects,
  )
  try {
    await redeemCode({ idp, client, code: randomText(effects.random), remembered }, effects)
    return undefined
  } catch (error) {
    if (!Refusal.is(error)) throw error
    return error.finding.code === 'token-code-refused' ? undefined : error.finding
  }
}

/** `sent-back`: it knows the redirect URI; `refused`: it does not; `unsaid`: it showed a page that could be either. */
export interface RedirectAnswer {
  readonly outcome: 'sent-back' | 'refused' | 'unsaid'
  readonly status: number
}

function outcomeOf(status: number, location: string | null, text: string, redirectUri: string) {
  if (location?.startsWith(redirectUri) === true) return 'sent-back'
  // By form post the page posts to it; some IdPs write its slashes as entities.
  const page = text.replaceAll(/&#x2f;|&#47;/gi, '/')
  if (status === 200 && page.includes(redirectUri) && /<form/i.test(page)) return 'sent-back'
  return status >= 400 ? 'refused' : 'unsaid'
}

/**
 * Asks for a sign-in without interaction, as a browser nobody is signed in with (Core §3.1.2.1, prompt=none): the IdP
 * must send it back with an error, and sends nobody to an address it does not know.
 * @throws Refusal `discovery-unreachable` when nobody answers, `response-…-unsupported`
 */
export async function probeRedirectUri(
  input: AuthorizationRequestInput,
  effects: Effects,
): Promise<RedirectAnswer> {
  const { url } = authorizationRequest({ ...input, prompt: 'none' }, effects)
  const { status, headers, text } = await ask(effects.fetch, {
    url,
    init: { method: 'GET', headers: { accept: 'text/html' }, redirect: 'manual' },
    maxBytes: limits.tokenResponse,
    ...{ unreachable: 'discovery-unreachable', malformed: 'discovery-malformed' },
  })
  const outcome = outcomeOf(status, headers.get('location'), text, input.redirectUri)
  return { outcome, status }
}

/** The keys an IdP publishes that could sign an ID token. @throws Refusal `jwks-…` */
export async function publishedKeys(
  jwksUri: string,
  { fetch }: { readonly fetch: OutgoingFetch },
): Promise<readonly PublishedKey[]> {
  const document = await readDocument(fetch, {
    ...{ url: jwksUri, unreachable: 'jwks-unreachable', malformed: 'jwks-malformed' },
  })
  return publishedKeysIn(keysIn(document, jwksUri))
}
