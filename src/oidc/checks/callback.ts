/** The rules over what the browser brought back: first over its parameters, then beside the request it answers. */
import type { Callback, CallbackName } from '../callback.js'
import { mismatch, type Finding } from '../../core/index.js'
import type { IdpConfiguration } from '../discovery.js'
import { limits } from '../outgoing.js'
import type { RememberedRequest } from '../request.js'
import { againstClock, type Check, type Clock } from './check.js'

export interface ParameterCase {
  readonly values: ReadonlyMap<CallbackName, readonly unknown[]>
}

/** Characters. Entra's codes have about 1,500; a description is for a log line. */
const longest: Readonly<Record<CallbackName, number>> = {
  state: 512,
  code: 8 * 1024,
  id_token: limits.idToken,
  iss: 2048,
  error: 128,
  error_description: 8 * 1024,
  error_uri: 2048,
}

const broken = (
  { values }: ParameterCase,
  fault: (name: CallbackName, of: readonly unknown[]) => boolean,
): readonly CallbackName[] =>
  [...values].filter(([name, of]) => fault(name, of)).map(([name]) => name)

const isTooLong = (name: CallbackName, of: readonly unknown[]): boolean =>
  of.some((value) => typeof value === 'string' && value.length > longest[name])

const repeated = (facts: ParameterCase) => broken(facts, (_, of) => of.length > 1)
const unreadable = (facts: ParameterCase) =>
  broken(facts, (_, of) => of.some((value) => typeof value !== 'string'))
const tooLong = (facts: ParameterCase) =>
  broken(facts, (name, of) => name !== 'id_token' && isTooLong(name, of))

const beginAgain =
  'Begin the sign-in again from the service, in one browser; do not reload the page or go back to it.'

export const parameterChecks: readonly Check<ParameterCase>[] = [
  {
    code: 'callback-parameter-repeated',
    // Two readers of one message must not see two different codes.
    source: 'RFC 6749 §3.1',
    owner: 'caller',
    holds: (facts) => repeated(facts).length === 0,
    detail: (facts) => `more than once: ${repeated(facts).join(', ')}`,
    remedy: beginAgain,
  },
  {
    code: 'callback-parameter-malformed',
    source: 'RFC 6749 §4.1.2; Mortise limits of length',
    owner: 'caller',
    holds: (facts) => unreadable(facts).length === 0 && tooLong(facts).length === 0,
    detail: (facts) =>
      `no text, or too long: ${[...unreadable(facts), ...tooLong(facts)].join(', ')}`,
    remedy: beginAgain,
  },
  {
    code: 'id-token-too-large',
    source: 'Mortise limit: 1 MB for an ID token',
    owner: 'idp',
    holds: ({ values }) => !isTooLong('id_token', values.get('id_token') ?? []),
    detail: () => `an ID token of more than ${limits.idToken} characters came`,
    remedy:
      'Let the IdP send less, usually fewer groups: Okta: a filter on the Groups claim; Entra: Token configuration > groups > "Groups assigned to the application".',
  },
  {
    code: 'callback-state-missing',
    // RFC 6749 §10.12: without state somebody else's sign-in could be slipped under this browser.
    source: 'RFC 6749 §4.1.2 and §10.12',
    owner: 'user',
    holds: ({ values }) => Boolean(values.get('state')?.[0]),
    detail: () => 'the callback has no state, so it answers no request of ours',
    remedy:
      'Begin the sign-in at the service: a sign-in begun by the IdP (a tile in its dashboard) must lead to the login URL of the connection (Okta: Initiate login URI; Entra: Home page URL).',
  },
]

export interface CallbackCase extends Clock {
  readonly callback: Callback
  readonly remembered: RememberedRequest
  readonly idp: IdpConfiguration
  readonly clientId: string
  readonly lifetimeMs: number
}

const endOf = ({ remembered, lifetimeMs, skewMs }: CallbackCase): Date =>
  new Date(new Date(remembered.at).getTime() + lifetimeMs + skewMs)

const expired: Check<CallbackCase> = {
  code: 'authorization-request-expired',
  source: 'Mortise limit: an authorization request may be answered for a short while only',
  owner: 'user',
  holds: (facts) => facts.now.getTime() < endOf(facts).getTime(),
  detail: (facts) => againstClock('the end of the request', endOf(facts), facts),
  remedy: 'Begin the sign-in again and finish it without a long pause.',
}

/** For the service, when its memory says so before we are asked. */
export const authorizationRequestExpired = (end: Date, now: Date): Finding => ({
  ...{ code: expired.code, owner: expired.owner, remedy: expired.remedy, source: expired.source },
  detail: againstClock('the end of the request', end, { now, skewMs: 0 }),
})

export const callbackChecks: readonly Check<CallbackCase>[] = [
  {
    code: 'callback-state-mismatch',
    source: 'OpenID Connect Core §3.1.2.1; RFC 6749 §10.12',
    owner: 'user',
    holds: ({ callback, remembered }) => callback.state === remembered.state,
    detail: () => 'the state of the callback is not that of the request it is said to answer',
    remedy: beginAgain,
  },
  {
    code: 'authorization-request-foreign',
    // A connection given another IdP or app meanwhile: the answer belongs to the one before.
    source: 'RFC 9700 §4.4',
    owner: 'sp',
    holds: ({ remembered, idp, clientId }) =>
      remembered.issuer === idp.issuer && remembered.clientId === clientId,
    detail: ({ remembered, idp, clientId }) =>
      `the request went to ${remembered.issuer} as ${remembered.clientId}; the connection is now of ${idp.issuer} as ${clientId}`,
    remedy: 'Begin the sign-in again; the connection was changed in between.',
  },
  expired,
  {
    code: 'callback-delivery-mismatch',
    // Form post keeps codes and tokens out of URLs; a query in its place puts them into logs and history.
    source: 'OAuth 2.0 Form Post Response Mode §2; RFC 9700 §4.3',
    owner: 'idp',
    holds: ({ callback, remembered }) => callback.delivery === remembered.responseMode,
    detail: ({ callback, remembered }) =>
      mismatch('delivery', remembered.responseMode, callback.delivery),
    remedy: 'Let the IdP answer in the response mode it was asked for.',
  },
  {
    code: 'callback-issuer-missing',
    // An ID token in the callback names its issuer itself, and signed; oidc-provider then leaves the parameter out.
    source: 'RFC 9207 §2.4',
    owner: 'idp',
    holds: ({ callback, idp, remembered }) =>
      !idp.sendsIssuer ||
      callback.issuer !== undefined ||
      (remembered.flow === 'id-token' && callback.idToken !== undefined),
    detail: ({ idp }) => `expected iss "${idp.issuer}" in the callback, got none`,
    remedy:
      'Read the discovery document again: the IdP announced that it names itself in every callback.',
  },
  {
    code: 'callback-issuer-mismatch',
    // The mix-up attack: another IdP's code, to be carried to this one's token endpoint, or the reverse.
    source: 'RFC 9207 §2.4',
    owner: 'idp',
    holds: ({ callback, idp }) => callback.issuer === undefined || callback.issuer === idp.issuer,
    detail: ({ callback, idp }) => mismatch('iss of the callback', idp.issuer, callback.issuer),
    remedy:
      'Begin the sign-in again. If it happens again, correct the issuer of the connection; from another IdP altogether, it is an attempt to mix up two of them.',
  },
]

/** After an error of the IdP has been told by its cause. */
export const answerChecks: readonly Check<CallbackCase>[] = [
  {
    code: 'callback-code-missing',
    source: 'RFC 6749 §4.1.2',
    owner: 'idp',
    holds: ({ callback, remembered }) => remembered.flow !== 'code' || callback.code !== undefined,
    detail: () => 'the callback has neither a code nor an error',
    remedy:
      'Let the IdP answer with an authorization code (Okta: Grant type Authorization Code; Entra: platform Web).',
  },
  {
    code: 'callback-id-token-missing',
    source: 'OpenID Connect Core §3.2.2.5',
    owner: 'idp',
    holds: ({ callback, remembered }) =>
      remembered.flow !== 'id-token' || callback.idToken !== undefined,
    detail: () => 'the callback has neither an ID token nor an error',
    remedy:
      'Let the IdP issue ID tokens directly (Entra: Authentication > ID tokens (used for implicit and hybrid flows); Okta: Grant type Implicit (hybrid), Allow ID Token).',
  },
]
