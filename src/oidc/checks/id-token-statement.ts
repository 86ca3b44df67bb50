/** What an ID token says by itself, whatever was asked: who says it, for whom, from when to when, about whom. */
import { mismatch } from '../../core/index.js'
import { againstClock, type Check, clockRemedy, hasBegun, isOver } from './check.js'
import type { IdTokenCase } from './id-token-case.js'

const strangers = ({ facts, expected }: IdTokenCase): readonly string[] =>
  facts.audiences.filter(
    (audience) =>
      audience !== expected.clientId && expected.trustedAudiences?.includes(audience) !== true,
  )

const printable = /^[\x20-\x7e]{1,255}$/

const clientRemedy =
  'Give the connection the client ID of the app it signs in with (Okta: Client ID; Entra: Application (client) ID).'
const wellFormed = 'Let the IdP send the claim as the standard has it.'

/** Who says it, and for whom. */
export const partyChecks: readonly Check<IdTokenCase>[] = [
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

/** From when to when. */
export const validityChecks: readonly Check<IdTokenCase>[] = [
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
]

/** About whom. */
export const subjectChecks: readonly Check<IdTokenCase>[] = [
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
