/** THE TABLE: every rule over the claims of an ID token, in the order in which it is asked, and only of signed ones. Add a row and a refused example, nothing else. */
import { mismatch } from '../../core/index.js'
import type { ExpectedIdToken } from '../id-token.js'
import type { IdTokenFacts } from '../id-token-facts.js'
import type { JsonObject } from '../json.js'
import { againstClock, type Check, type Clock, clockRemedy, hasBegun, isOver } from './check.js'
import { isHashOf } from './half-hash.js'

export interface IdTokenCase extends Clock {
  readonly facts: IdTokenFacts
  readonly claims: JsonObject
  readonly expected: ExpectedIdToken
  readonly alg: string
}

const strangers = ({ facts, expected }: IdTokenCase): readonly string[] =>
  facts.audiences.filter(
    (audience) =>
      audience !== expected.clientId && expected.trustedAudiences?.includes(audience) !== true,
  )

const tooOld = ({ facts, expected, now, skewMs }: IdTokenCase): boolean =>
  facts.authTime !== undefined &&
  expected.maxAgeSeconds !== undefined &&
  facts.authTime.getTime() + expected.maxAgeSeconds * 1000 + skewMs < now.getTime()

const printable = /^[\x20-\x7e]{1,255}$/

const clientRemedy =
  'Give the connection the client ID of the app it signs in with (Okta: Client ID; Entra: Application (client) ID).'
const wellFormed = 'Let the IdP send the claim as the standard has it.'

/** Who says it, and for whom. */
const partyChecks: readonly Check<IdTokenCase>[] = [
  {
    code: 'id-token-claim-malformed',
    source: 'OpenID Connect Core §2; RFC 7519 §4.1',
    owner: 'idp',
    holds: ({ facts }) => facts.malformed.length === 0,
    detail: ({ facts }) => `of the wrong JSON type: ${facts.malformed.join(', ')}`,
    remedy: wellFormed,
  },
  {
    code: 'id-token-issuer-mismatch',
    source: 'OpenID Connect Core §3.1.3.7, 2; T75',
    owner: 'idp',
    holds: ({ facts, expected }) => facts.issuer === expected.idp.issuer,
    detail: ({ facts, expected }) => mismatch('iss', expected.idp.issuer, facts.issuer),
    remedy:
      'Correct the issuer of the connection (Okta: Sign On > OpenID Connect ID Token > Issuer; Entra: https://login.microsoftonline.com/<Directory (tenant) ID>/v2.0). A token that says sts.windows.net is of Entra version 1: use the issuer with /v2.0.',
  },
  {
    code: 'id-token-tenant-mismatch',
    source: 'T75; Microsoft: ID token claims reference (tid)',
    owner: 'idp',
    holds: ({ facts, expected: { idp } }) =>
      idp.tenantId === undefined || facts.tenantId === idp.tenantId,
    detail: ({ facts, expected: { idp } }) => mismatch('tid', idp.tenantId ?? '', facts.tenantId),
    remedy:
      'Sign in with an account of the configured tenant, or correct Directory (tenant) ID; make the app single tenant (Supported account types).',
  },
  {
    code: 'id-token-audience-mismatch',
    source: 'OpenID Connect Core §3.1.3.7, 3; T75',
    owner: 'idp',
    holds: ({ facts, expected }) => facts.audiences.includes(expected.clientId),
    detail: ({ facts, expected }) => mismatch('aud', expected.clientId, facts.audiences),
    remedy: clientRemedy,
  },
  {
    code: 'id-token-audience-untrusted',
    source: 'OpenID Connect Core §3.1.3.7, 3',
    owner: 'idp',
    holds: (facts) => strangers(facts).length === 0,
    detail: (facts) => `beside us the token is for ${strangers(facts).join(', ')}`,
    remedy:
      'Let the IdP make the token for this app alone (Keycloak: remove the audience mapper from the ID token), or name the others as trusted audiences of the connection.',
  },
  {
    code: 'id-token-azp-missing',
    source: 'OpenID Connect Core §3.1.3.7, 4',
    owner: 'idp',
    holds: ({ facts }) => facts.audiences.length < 2 || facts.authorizedParty !== undefined,
    detail: ({ facts }) => `the token is for ${facts.audiences.join(', ')} and has no azp`,
    remedy: 'Let the IdP say by azp for which of several audiences the token was made.',
  },
  {
    code: 'id-token-azp-mismatch',
    // Another app of the same IdP got this token; it is not for us even if we are in its audience.
    source: 'OpenID Connect Core §3.1.3.7, 5',
    owner: 'idp',
    holds: ({ facts, expected }) =>
      facts.authorizedParty === undefined || facts.authorizedParty === expected.clientId,
    detail: ({ facts, expected }) => mismatch('azp', expected.clientId, facts.authorizedParty),
    remedy: clientRemedy,
  },
  {
    code: 'id-token-hosted-domain-mismatch',
    // Absent for a consumer's account, even when its e-mail address is of the domain.
    source: 'Google: OpenID Connect, hd claim',
    owner: 'user',
    holds: ({ facts, expected: { idp } }) =>
      idp.hostedDomain === undefined || facts.hostedDomain?.toLowerCase() === idp.hostedDomain,
    detail: ({ facts, expected: { idp } }) =>
      mismatch('hd', idp.hostedDomain ?? '', facts.hostedDomain),
    remedy:
      'Sign in with the account of the Google Workspace. If it was one, correct the hosted domain of the connection: it is the primary domain, not an alias.',
  },
]

/** When it was said, and in answer to what. */
const timeChecks: readonly Check<IdTokenCase>[] = [
  {
    code: 'id-token-expiry-missing',
    source: 'OpenID Connect Core §2 (exp)',
    owner: 'idp',
    holds: ({ facts }) => facts.expiresAt !== undefined,
    detail: () => 'the token has no exp, so it would be good for ever',
    remedy: wellFormed,
  },
  {
    code: 'id-token-expired',
    source: 'OpenID Connect Core §3.1.3.7, 9',
    owner: 'idp',
    holds: (it) => !isOver(it.facts.expiresAt, it),
    detail: (it) => againstClock('exp', it.facts.expiresAt, it),
    remedy: clockRemedy,
  },
  {
    code: 'id-token-issued-at-missing',
    source: 'OpenID Connect Core §2 (iat)',
    owner: 'idp',
    holds: ({ facts }) => facts.issuedAt !== undefined,
    detail: () => 'the token has no iat',
    remedy: wellFormed,
  },
  {
    code: 'id-token-issued-in-future',
    source: 'OpenID Connect Core §3.1.3.7, 10',
    owner: 'idp',
    holds: (it) => hasBegun(it.facts.issuedAt, it),
    detail: (it) => againstClock('iat', it.facts.issuedAt, it),
    remedy: clockRemedy,
  },
  {
    code: 'id-token-not-yet-valid',
    source: 'RFC 7519 §4.1.5',
    owner: 'idp',
    holds: (it) => hasBegun(it.facts.notBefore, it),
    detail: (it) => againstClock('nbf', it.facts.notBefore, it),
    remedy: clockRemedy,
  },
  {
    code: 'id-token-nonce-missing',
    source: 'OpenID Connect Core §3.1.3.7, 11',
    owner: 'idp',
    holds: ({ facts }) => facts.nonce !== undefined,
    detail: () => 'the token has no nonce, so it may have been made for another sign-in',
    remedy: 'Let the IdP copy the nonce of the request into the ID token.',
  },
  {
    code: 'id-token-nonce-mismatch',
    // Replay and code injection: a good token of another sign-in.
    source: 'OpenID Connect Core §3.1.3.7, 11; RFC 9700 §4.5.3.2',
    owner: 'user',
    holds: ({ facts, expected }) => facts.nonce === expected.nonce,
    detail: () => 'the nonce of the token is not that of the request it is said to answer',
    remedy:
      'Begin the sign-in again from the service, in one browser; do not reload the page or go back to it.',
  },
  {
    code: 'id-token-auth-time-missing',
    source: 'OpenID Connect Core §3.1.2.1 (max_age)',
    owner: 'idp',
    holds: ({ facts, expected }) =>
      expected.maxAgeSeconds === undefined || facts.authTime !== undefined,
    detail: () => 'max_age was asked for, and the token does not say when the person signed in',
    remedy:
      'Let the IdP send auth_time (Entra: Token configuration > optional claim auth_time), or ask for no max_age.',
  },
  {
    code: 'id-token-auth-time-in-future',
    source: 'OpenID Connect Core §2 (auth_time)',
    owner: 'idp',
    holds: (it) => hasBegun(it.facts.authTime, it),
    detail: (it) => againstClock('auth_time', it.facts.authTime, it),
    remedy: clockRemedy,
  },
  {
    code: 'id-token-auth-too-old',
    source: 'OpenID Connect Core §3.1.3.7, 13',
    owner: 'user',
    holds: (it) => !tooOld(it),
    detail: (it) =>
      `${againstClock('auth_time', it.facts.authTime, it)}, at most ${it.expected.maxAgeSeconds ?? 0} seconds were asked for`,
    remedy: 'Let the person prove again who they are: begin the sign-in with prompt=login.',
  },
  {
    code: 'id-token-authn-context-insufficient',
    source: 'OpenID Connect Core §2 (acr, amr); RFC 8176; W13',
    owner: 'idp',
    holds: ({ facts, expected: { authnContexts } }) =>
      authnContexts === undefined || facts.authnContexts.some((it) => authnContexts.includes(it)),
    detail: ({ facts, expected }) =>
      `the person signed in by ${facts.authnContexts.join(', ') || 'nothing named'}; the connection wants one of ${expected.authnContexts?.join(', ')}`,
    remedy:
      'Demand it of whoever uses the app at the IdP (Okta: Authentication policy; Entra: Conditional Access), and let the token say so in acr or amr; or correct settings.authnContexts of the connection.',
  },
]

/** About whom, and what came with it. */
const bindingChecks: readonly Check<IdTokenCase>[] = [
  {
    code: 'id-token-access-token-mismatch',
    source: 'OpenID Connect Core §3.1.3.8',
    owner: 'idp',
    holds: ({ facts, expected, alg }) => isHashOf(facts.accessTokenHash, expected.accessToken, alg),
    detail: () => 'at_hash is not that of the access token that came with the ID token',
    remedy:
      'Let the person sign in again. If it happens again, one of the two tokens was put in the place of another.',
  },
  {
    code: 'id-token-code-mismatch',
    source: 'OpenID Connect Core §3.3.2.10',
    owner: 'idp',
    holds: ({ facts, expected, alg }) => isHashOf(facts.codeHash, expected.code, alg),
    detail: () => 'c_hash is not that of the code',
    remedy:
      'Let the person sign in again. If it happens again, somebody puts codes in the place of others.',
  },
  {
    code: 'id-token-subject-missing',
    source: 'OpenID Connect Core §2 (sub)',
    owner: 'idp',
    holds: ({ facts }) => facts.subject !== undefined && facts.subject !== '',
    detail: () => 'the token does not say who signed in',
    remedy: 'Let the IdP send sub; every OpenID Connect product does.',
  },
  {
    code: 'id-token-subject-malformed',
    // Look-alike and invisible characters would let one person be shown as another.
    source: 'OpenID Connect Core §2 (sub): at most 255 ASCII characters',
    owner: 'idp',
    holds: ({ facts }) => printable.test(facts.subject ?? ''),
    detail: ({ facts }) => `sub is ${JSON.stringify(facts.subject?.slice(0, 80))}`,
    remedy: 'Let the IdP use a subject of 1 to 255 printable ASCII characters.',
  },
]

export const claimChecks: readonly Check<IdTokenCase>[] = [
  ...partyChecks,
  ...timeChecks,
  ...bindingChecks,
]
