/** The refusals that are no rule over facts: what options, discovery, the IdP's own errors, the token endpoint, keys and memory may say. Rules over facts live in checks/. */
import { type Finding, type Owner, Refusal } from '../core/index.js'

interface Fault {
  readonly source: string
  readonly owner: Owner
  readonly remedy: string
}

const again =
  'Let the person begin the sign-in again from the service, in one browser and without a long pause.'
const reachable =
  'Open the URL in a browser: it must answer 200 with JSON, over https with a valid certificate, and within seconds.'
const report =
  'Try again; if it stays so, look into the log of the IdP: the answer does not follow its own standard.'
const assign =
  'Usually the person or their group is not assigned to the app (Okta: Assignments, or Federation Broker Mode; Entra: Users and groups), or they pressed Cancel; else read the sign-in log of the IdP.'

/** What can be wrong with what an administrator typed. */
export const optionFaults = {
  'issuer-malformed': {
    source: 'OpenID Connect Core §2 (iss); OpenID Connect Discovery §3',
    owner: 'caller',
    remedy:
      'Give the issuer as the IdP writes it: an https URL without query and fragment. Okta: Security > API > Authorization Servers, Issuer URI, or the Okta domain; Keycloak: https://host/realms/<realm>.',
  },
  'okta-domain-malformed': {
    source: 'S21',
    owner: 'caller',
    remedy: 'Give the Okta domain as the menu under your name shows it, like acme.okta.com.',
  },
  'okta-domain-admin': {
    source: 'S21',
    owner: 'caller',
    remedy:
      'Leave out "-admin": it is the address of the admin console; the Okta domain is without it.',
  },
  'entra-tenant-malformed': {
    source: 'T73, T75',
    owner: 'caller',
    remedy:
      'Give the Directory (tenant) ID from the Overview of the app registration: a GUID, not the domain name.',
  },
  'entra-tenant-shared': {
    source: 'T75',
    owner: 'caller',
    remedy:
      'Give the Directory (tenant) ID: with common, organizations or consumers anybody with any Microsoft account could sign in.',
  },
  'google-hosted-domain-missing': {
    source: 'Google: OpenID Connect, hd claim',
    owner: 'caller',
    remedy:
      'Give the domain of the Google Workspace: without it anybody with any Google account could sign in.',
  },
  'google-hosted-domain-malformed': {
    source: 'Google: OpenID Connect, hd claim',
    owner: 'caller',
    remedy: 'Give the primary domain of the Google Workspace, like example.com.',
  },
  'client-key-malformed': {
    source: 'RFC 7523 §3',
    owner: 'sp',
    remedy:
      'Give a private key as PEM (PKCS #8) that fits the algorithm: RSA of 2048 bits or more.',
  },
} as const satisfies Record<string, Fault>

/** What can be wrong with what the IdP publishes about itself, beside the rules over it. */
export const discoveryFaults = {
  'discovery-unreachable': {
    source: 'OpenID Connect Discovery §4.1',
    owner: 'idp',
    remedy: reachable,
  },
  'discovery-malformed': {
    source: 'OpenID Connect Discovery §4.2',
    owner: 'idp',
    remedy:
      'The document must be a JSON object. A web page means a sign-in page or an error page answered instead: correct the issuer.',
  },
  'response-type-unsupported': {
    source: 'OpenID Connect Discovery §3 (response_types_supported)',
    owner: 'idp',
    remedy:
      'Use the authorization code; or let the IdP issue ID tokens directly (Entra: Authentication > ID tokens; Okta: General > Implicit (hybrid)).',
  },
  'response-mode-unsupported': {
    source: 'OAuth 2.0 Form Post Response Mode §2',
    owner: 'idp',
    remedy: 'Choose a response mode the IdP announces.',
  },
} as const satisfies Record<string, Fault>

/** What the IdP itself said instead of signing somebody in. */
export const idpFaults = {
  'idp-access-denied': { source: 'RFC 6749 §4.1.2.1', owner: 'idp', remedy: assign },
  'idp-login-required': {
    source: 'OpenID Connect Core §3.1.2.6',
    owner: 'user',
    remedy: 'Sign in at the IdP first; without asking (prompt=none) it could not.',
  },
  'idp-interaction-required': {
    source: 'OpenID Connect Core §3.1.2.6',
    owner: 'user',
    remedy:
      'Begin again and answer what the IdP asks, such as a second factor or which account to use.',
  },
  'idp-consent-required': {
    source: 'OpenID Connect Core §3.1.2.6',
    owner: 'idp',
    remedy:
      'Grant consent once for everybody: Entra: API permissions > Grant admin consent; Okta: User consent off, or allow it to the person.',
  },
  'idp-request-refused': {
    source: 'RFC 6749 §4.1.2.1',
    owner: 'sp',
    remedy:
      'Compare client ID, redirect URI, response type and scopes with the app at the IdP (Okta: General > Sign-in redirect URIs and Grant type; Entra: Authentication > Redirect URIs and ID tokens).',
  },
  'idp-unavailable': {
    source: 'RFC 6749 §4.1.2.1',
    owner: 'idp',
    remedy: 'Try again later; the status page of the IdP may know more.',
  },
  'idp-error': {
    source: 'RFC 6749 §4.1.2.1',
    owner: 'idp',
    remedy: 'Look for this error in the sign-in log of the IdP.',
  },
} as const satisfies Record<string, Fault>

/** What can be wrong between us and the token endpoint. */
export const exchangeFaults = {
  'token-endpoint-unreachable': { source: 'RFC 6749 §3.2', owner: 'idp', remedy: reachable },
  'token-client-refused': {
    source: 'RFC 6749 §5.2 (invalid_client)',
    owner: 'sp',
    remedy:
      'Give the connection the current client secret (Okta: General > Client Credentials; Entra: Certificates & secrets, the Value and not the Secret ID; it may have expired) and the way of authenticating the app is set to.',
  },
  'token-code-refused': {
    source: 'RFC 6749 §5.2 (invalid_grant)',
    owner: 'user',
    remedy: again,
  },
  'token-request-refused': {
    source: 'RFC 6749 §5.2',
    owner: 'sp',
    remedy:
      'Allow the grant type Authorization Code to the app (Okta: General > Grant type; Entra: platform Web), and compare redirect URI and client ID.',
  },
  'token-response-malformed': { source: 'RFC 6749 §5.1', owner: 'idp', remedy: report },
  'id-token-missing': {
    source: 'OpenID Connect Core §3.1.3.3',
    owner: 'idp',
    remedy:
      'Let the app speak OpenID Connect: the scope openid must be allowed to it. Plain OAuth 2.0 does not say who signed in.',
  },
  'user-info-unreachable': { source: 'OpenID Connect Core §5.3', owner: 'idp', remedy: reachable },
  'user-info-malformed': { source: 'OpenID Connect Core §5.3.2', owner: 'idp', remedy: report },
} as const satisfies Record<string, Fault>

/** What can be wrong with the keys and the signature. */
export const keyFaults = {
  'jwks-unreachable': { source: 'RFC 7517 §5', owner: 'idp', remedy: reachable },
  'jwks-malformed': { source: 'RFC 7517 §5', owner: 'idp', remedy: report },
  'id-token-key-id-missing': {
    source: 'OpenID Connect Core §10.1',
    owner: 'idp',
    remedy: 'Let the IdP name its key (kid) in the header: it publishes several.',
  },
  'id-token-key-unknown': {
    source: 'OpenID Connect Core §10.1.1; RFC 7517 §4',
    owner: 'idp',
    remedy:
      'Let the IdP publish the key it signs with at its jwks_uri before it uses it, for signatures and for this algorithm. From a product that does so, somebody else made this token.',
  },
  'id-token-key-ambiguous': {
    source: 'RFC 7517 §4.5',
    owner: 'idp',
    remedy: 'Let the IdP give every key in its JWKS a key ID (kid) of its own.',
  },
  'id-token-key-weak': {
    source: 'RFC 7518 §3.3; Mortise limit: RSA of 2048 bits or more',
    owner: 'idp',
    remedy: 'Let the IdP sign with a new key: RSA of at least 2048 bits.',
  },
  'id-token-signature-invalid': {
    source: 'OpenID Connect Core §3.1.3.7, 6; RFC 7515 §5.2',
    owner: 'idp',
    remedy:
      'Let the person sign in again. If it happens again, somebody changes or forges the token on its way.',
  },
} as const satisfies Record<string, Fault>

/** What only the memory of the service can tell: the service spends states and throws this. */
export const memoryFaults = {
  'authorization-request-unknown': {
    source: 'RFC 6749 §10.12; OpenID Connect Core §3.1.2.1 (state)',
    owner: 'user',
    remedy: again,
  },
} as const satisfies Record<string, Fault>

const faults = {
  ...optionFaults,
  ...discoveryFaults,
  ...idpFaults,
  ...exchangeFaults,
  ...keyFaults,
  ...memoryFaults,
}
export type FaultCode = keyof typeof faults

/** Terminals and log lines: what a stranger wrote must not draw or break lines. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/** A token may quote a megabyte; a log line and a test page need the beginning. */
export const shortened = (detail: string): string => {
  const line = detail.slice(0, 4000).replace(invisible, ' ')
  return line.length > 1000 ? `${line.slice(0, 1000)}…` : line
}

/** The Finding of a fault; `remedy` where the cause is known better than by its code. */
export function findingOf(code: FaultCode, detail: string, remedy?: string): Finding {
  const row: Fault = faults[code]
  const { owner, source } = row
  return { code, owner, detail: shortened(detail), remedy: remedy ?? row.remedy, source }
}

export const refusal = (code: FaultCode, detail: string, remedy?: string): Refusal =>
  new Refusal(findingOf(code, detail, remedy))

/** For the service, when it never sent the request a callback answers, or it was answered already. */
export const authorizationRequestUnknown = (): Finding =>
  findingOf(
    'authorization-request-unknown',
    'no open authorization request of this browser has the state that came',
  )
