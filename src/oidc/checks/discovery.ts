/** The rules over what an IdP publishes about itself. */
import { isSecureUrl } from '../../core/index.js'
import { mismatch } from '../../core/index.js'
import { type JsonObject, textIn, textsIn } from '../json.js'
import type { Check } from './check.js'

export interface DiscoveryCase {
  readonly document: JsonObject
  readonly issuer: string
  readonly loopback: 'allowed' | 'forbidden'
  /** The algorithms of the document that we take too. */
  readonly algorithms: readonly string[]
}

const required = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const
export const endpoints = [...required, 'userinfo_endpoint', 'end_session_endpoint'] as const

const isAllowed = (url: string, loopback: DiscoveryCase['loopback']): boolean =>
  isSecureUrl(url) && (loopback === 'allowed' || url.startsWith('https:'))

const missing = ({ document }: DiscoveryCase): readonly string[] =>
  required.filter((name) => textIn(document, name) === undefined)

const insecure = ({ document, loopback }: DiscoveryCase): readonly string[] =>
  endpoints.filter((name) => {
    const url = textIn(document, name)
    return url !== undefined && !isAllowed(url, loopback)
  })

/** Asked before the first byte leaves: the document itself must come by https too. */
export const issuerChecks: readonly Check<Pick<DiscoveryCase, 'issuer' | 'loopback'>>[] = [
  {
    code: 'discovery-issuer-insecure',
    source: 'OpenID Connect Discovery §3; Mortise limit: https, or http on loopback when told',
    owner: 'caller',
    holds: ({ issuer, loopback }) => isAllowed(issuer, loopback),
    detail: ({ issuer }) => `the issuer is ${JSON.stringify(issuer)}`,
    remedy: 'Give an https issuer: by http anybody on the way could give us their own keys.',
  },
]

export const discoveryChecks: readonly Check<DiscoveryCase>[] = [
  ...issuerChecks,
  {
    code: 'discovery-issuer-mismatch',
    // Impersonation, Discovery §7.2: a document that speaks for another issuer would lend it our trust.
    source: 'OpenID Connect Discovery §4.3',
    owner: 'caller',
    holds: ({ document, issuer }) => document.issuer === issuer,
    detail: ({ document, issuer }) => mismatch('issuer', issuer, document.issuer),
    remedy:
      'Give the issuer to the letter as the discovery document says it: a trailing slash counts (Auth0 has one, Okta and Entra do not).',
  },
  {
    code: 'discovery-endpoint-missing',
    source: 'OpenID Connect Discovery §3',
    owner: 'idp',
    holds: (facts) => missing(facts).length === 0,
    detail: (facts) => `the document does not name ${missing(facts).join(', ')}`,
    remedy: 'Let the IdP publish the endpoint, or give the issuer of an IdP that signs people in.',
  },
  {
    code: 'discovery-endpoint-insecure',
    source: 'OpenID Connect Core §16.17; Mortise limit: https, or http on loopback when told',
    owner: 'idp',
    holds: (facts) => insecure(facts).length === 0,
    detail: (facts) =>
      insecure(facts)
        .map((name) => `${name} is ${JSON.stringify(textIn(facts.document, name))}`)
        .join('; '),
    remedy: 'Let the IdP offer its endpoints by https.',
  },
  {
    code: 'discovery-algorithms-unsupported',
    source: 'OpenID Connect Discovery §3 (id_token_signing_alg_values_supported)',
    owner: 'idp',
    holds: ({ algorithms }) => algorithms.length > 0,
    detail: ({ document }) =>
      `the IdP signs with ${textsIn(document, 'id_token_signing_alg_values_supported')?.join(', ') || 'nothing it names'}`,
    remedy: 'Let the IdP sign ID tokens with RS256, which every IdP must be able to.',
  },
  {
    code: 'discovery-pkce-unsupported',
    // RFC 8414 §2: absent means unsaid; Entra supports S256 and does not say so.
    source: 'RFC 9700 §2.1.1; RFC 7636 §4.2',
    owner: 'idp',
    holds: ({ document }) =>
      textsIn(document, 'code_challenge_methods_supported')?.includes('S256') !== false,
    detail: ({ document }) =>
      `the IdP takes ${textsIn(document, 'code_challenge_methods_supported')?.join(', ') || 'no code challenge'}`,
    remedy: 'Let the IdP accept PKCE with S256.',
  },
]
