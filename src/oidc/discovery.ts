/** What an IdP publishes about itself, read once at registration and kept as data. */
import type { IdpKind } from '../core/index.js'
import { enforce } from './checks/check.js'
import { discoveryChecks, type DiscoveryCase, issuerChecks } from './checks/discovery.js'
import type { ConnectOptions } from './connect-options.js'
import { type JsonObject, own, textIn, textsIn } from './json.js'
import { type OutgoingFetch, readDocument } from './outgoing.js'

/** Signatures by a key nobody else holds. Never `none`, never HS*: with a public key as its secret anybody could sign. */
export const signingAlgorithms = [
  ...['RS256', 'RS384', 'RS512'],
  ...['PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512'],
] as const

/** An IdP as we know it: plain data, to be stored with the connection. */
export interface IdpConfiguration {
  readonly issuer: string
  readonly idpKind: IdpKind
  readonly tenantId?: string
  readonly hostedDomain?: string
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly jwksUri: string
  readonly userInfoEndpoint?: string
  readonly endSessionEndpoint?: string
  /** What it signs with and we take. */
  readonly algorithms: readonly string[]
  /** `undefined`: not said. */
  readonly responseTypes?: readonly string[]
  readonly responseModes?: readonly string[]
  readonly tokenAuthMethods?: readonly string[]
  /** RFC 9207: every callback of it names its issuer. */
  readonly sendsIssuer: boolean
}

export interface DiscoverInput extends ConnectOptions {
  /** Whether http on loopback will do, for a rehearsal on one machine. @default 'forbidden' */
  readonly loopback?: 'allowed' | 'forbidden'
}

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V })

function algorithmsIn(document: JsonObject): readonly string[] {
  // Discovery §3: RS256 must be among them; where nothing is said, it is what is meant.
  const announced = textsIn(document, 'id_token_signing_alg_values_supported') ?? ['RS256']
  return signingAlgorithms.filter((algorithm) => announced.includes(algorithm))
}

/** Discovery §4.1: the path of the issuer stays, and its last slash does not count here. */
export const discoveryUrl = (issuer: string): string =>
  `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`

/** Decides over a discovery document, wherever it came from. @throws Refusal `discovery-…` */
export function parseDiscovery(document: JsonObject, input: DiscoverInput): IdpConfiguration {
  const { loopback = 'forbidden', ...trusted } = input
  const algorithms = algorithmsIn(document)
  const facts: DiscoveryCase = { document, issuer: trusted.issuer, loopback, algorithms }
  enforce(discoveryChecks, facts)
  const text = (name: string): string => textIn(document, name) ?? ''
  return {
    ...trusted,
    authorizationEndpoint: text('authorization_endpoint'),
    tokenEndpoint: text('token_endpoint'),
    jwksUri: text('jwks_uri'),
    ...optional('userInfoEndpoint', textIn(document, 'userinfo_endpoint')),
    ...optional('endSessionEndpoint', textIn(document, 'end_session_endpoint')),
    algorithms,
    ...optional('responseTypes', textsIn(document, 'response_types_supported')),
    ...optional('responseModes', textsIn(document, 'response_modes_supported')),
    ...optional('tokenAuthMethods', textsIn(document, 'token_endpoint_auth_methods_supported')),
    sendsIssuer: own(document, 'authorization_response_iss_parameter_supported') === true,
  }
}

/** The document, where it was found, and nothing of it believed. */
export interface DiscoveryDocument {
  readonly url: string
  readonly document: JsonObject
}

/** @throws Refusal `discovery-unreachable`, `discovery-malformed`, or the one the way out rejected with */
export async function readDiscovery(
  fetch: OutgoingFetch,
  issuer: string,
): Promise<DiscoveryDocument> {
  const url = discoveryUrl(issuer)
  const document = await readDocument(fetch, {
    url,
    unreachable: 'discovery-unreachable',
    malformed: 'discovery-malformed',
  })
  return { url, document }
}

/**
 * Asks the IdP about itself. The answer is to be stored; ask again when an administrator says so or once a day.
 * @throws Refusal `discovery-…`
 */
export async function discover(
  effects: { readonly fetch: OutgoingFetch },
  input: DiscoverInput,
): Promise<IdpConfiguration> {
  enforce(issuerChecks, { issuer: input.issuer, loopback: input.loopback ?? 'forbidden' })
  const { document } = await readDiscovery(effects.fetch, input.issuer)
  return parseDiscovery(document, input)
}
