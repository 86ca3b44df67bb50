/** What binds an ID token to our request and to no other: its nonce, the sign-in that was demanded, and what came with it. */
import { againstClock, type Check, clockRemedy, hasBegun } from './check.js'
import { isHashOf } from './half-hash.js'
import type { IdTokenCase } from './id-token-case.js'

const tooOld = ({ facts, expected, now, skewMs }: IdTokenCase): boolean =>
  facts.authTime !== undefined &&
  expected.maxAgeSeconds !== undefined &&
  facts.authTime.getTime() + expected.maxAgeSeconds * 1000 + skewMs < now.getTime()

export const bindingChecks: readonly Check<IdTokenCase>[] = [
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
]
