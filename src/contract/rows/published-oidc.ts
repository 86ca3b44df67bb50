/** The discovery document of an OpenID Connect IdP against what the connection asks of it, and holds. */
import { isSecureUrl } from '../../core/index.js'
import { itemsIn, shown, textsIn, type Value } from '../../program/index.js'
import type { PublishedDiscovery } from '../published.js'
import type { PublishedFacts } from '../sides/facts.js'
import { agrees, heldOf, heldPlace, idpPlace } from './published.js'
import { broken, held, notAsked, rowsAbout, type Outcome } from './row.js'

type Subject = PublishedFacts<PublishedDiscovery>

/** Absent and empty differ: what is left out has a default of the standard's, or means that nothing is said. */
const listed = ({ published }: Subject, name: string): readonly string[] | undefined => {
  const value = published.document[name]
  return Array.isArray(value) ? textsIn(value) : undefined
}

const asked = ({ connection, facts }: Subject, name: string): Value | undefined =>
  facts.program.get(connection.block, name)

/** What is asked must be among what is offered. */
function offered(
  subject: Subject,
  name: string,
  wanted: Value | undefined,
  standard: readonly string[] | undefined,
  path: string,
): readonly Outcome[] {
  const list = listed(subject, name) ?? standard
  if (typeof wanted !== 'string' || list === undefined) return notAsked
  if (list.includes(wanted)) return held
  return broken(
    `the connection uses ${shown(wanted)}, ${name} offers ${list.join(', ') || 'nothing'}`,
    heldPlace(subject, path),
    idpPlace(subject.published, name),
  )
}

const endpoints = [
  ['authorization_endpoint', 'authorization endpoint'],
  ['token_endpoint', 'token endpoint'],
  ['jwks_uri', 'URL of keys'],
  ['userinfo_endpoint', 'UserInfo endpoint'],
] as const

const heldNames: Readonly<Record<string, string>> = { userinfo_endpoint: 'user_info_endpoint' }

/** One outcome for all of several: broken if any is. */
function together(outcomes: readonly (readonly Outcome[])[]): readonly Outcome[] {
  const all = outcomes.flat()
  const wrong = all.filter(({ kind }) => kind === 'broken')
  return wrong.length > 0 ? wrong : all.length > 0 ? held : notAsked
}

function missingFrom(
  subject: Subject,
  name: string,
  wanted: readonly string[],
  path: string,
): readonly Outcome[] {
  const list = listed(subject, name)
  if (list === undefined || wanted.length === 0) return notAsked
  const missing = wanted.filter((each) => !list.includes(each))
  if (missing.length === 0) return held
  return broken(
    `${name} does not list: ${missing.join(', ')}`,
    idpPlace(subject.published, name),
    heldPlace(subject, path),
  )
}

/** OIDC Discovery §3: RS256 is meant where nothing is said. */
const taken = /^(?:RS|PS|ES)(?:256|384|512)$/

export const publishedOidcRows = rowsAbout('publishedOidc', [
  {
    code: 'discovery-issuer-changed',
    severity: 'error',
    owner: 'idp',
    rule: 'The discovery document names the issuer the connection trusts, to the letter.',
    cause:
      'ID Tokens of another issuer are refused, be it for a trailing slash; and a document that speaks for another must not be believed.',
    remedy: 'Give the connection the issuer as the document says it, or ask at the right URL.',
    source: 'OIDC Discovery §4.3, S21, T75',
    leadsTo: 'discovery-issuer-mismatch',
    check: (subject) =>
      agrees(
        subject,
        'issuer',
        ['issuer', heldOf(subject)['issuer']],
        ['issuer', subject.published.document['issuer']],
      ),
  },
  {
    code: 'discovery-endpoint-changed',
    severity: 'warning',
    owner: 'idp',
    rule: 'The IdP’s endpoints are those the connection was registered with.',
    cause: 'The service asks where the IdP no longer listens, or no longer wants to be asked.',
    remedy:
      'If the change is the IdP’s own, apply the connection again: the discovery document is then read anew.',
    source: 'OIDC Discovery §3',
    check: (subject) =>
      together(
        endpoints.map(([name, what]) => {
          const ours = heldNames[name] ?? name
          const theirs = subject.published.document[name]
          return agrees(subject, what, [ours, heldOf(subject)[ours]], [name, theirs])
        }),
      ),
  },
  {
    code: 'discovery-endpoint-insecure',
    severity: 'error',
    owner: 'idp',
    rule: 'Every endpoint is an https URL (http on loopback only).',
    cause: 'Codes and tokens would travel in the clear.',
    remedy: 'Let the IdP publish https endpoints.',
    source: 'OIDC Discovery §3, RFC 9700 §2.6',
    leadsTo: 'discovery-endpoint-insecure',
    check: (subject) => {
      const { document } = subject.published
      const told = endpoints.flatMap(([name]) => {
        const url = document[name]
        return url === undefined ? [] : [[name, url] as const]
      })
      const wrong = told.filter(([, url]) => typeof url !== 'string' || !isSecureUrl(url))
      if (wrong.length === 0) return told.length > 0 ? held : notAsked
      const [[path] = ['']] = wrong
      return broken(
        `no https URL: ${wrong.map(([name]) => name).join(', ')}`,
        idpPlace(subject.published, path),
        subject.connection.place,
      )
    },
  },
  {
    code: 'discovery-client-authentication-unsupported',
    severity: 'error',
    owner: 'caller',
    rule: 'The IdP takes the way in which the service proves itself.',
    cause: 'The token endpoint refuses a client that proves itself in a way it does not know.',
    remedy: 'Choose a client_authentication the IdP announces.',
    source: 'OIDC Discovery §3',
    leadsTo: 'client-authentication-unsupported',
    check: (subject) => {
      // Public clients are announced by nobody; with an ID Token by form post nothing is redeemed.
      const way = asked(subject, 'client_authentication')
      if (way === 'none') return notAsked
      const name = 'token_endpoint_auth_methods_supported'
      return offered(subject, name, way, ['client_secret_basic'], 'client_authentication')
    },
  },
  {
    code: 'discovery-response-unsupported',
    severity: 'error',
    owner: 'caller',
    rule: 'The IdP answers in the way the connection asks.',
    cause: 'A response type or mode the IdP does not know ends on its error page.',
    remedy: 'Choose response_type and response_mode among what it announces.',
    source: 'OIDC Discovery §3, T48, T73',
    leadsTo: 'response-type-unsupported',
    check: (subject) =>
      together([
        offered(
          subject,
          'response_types_supported',
          asked(subject, 'response_type'),
          undefined,
          'response_type',
        ),
        offered(
          subject,
          'response_modes_supported',
          asked(subject, 'response_mode'),
          ['query', 'fragment'],
          'response_mode',
        ),
      ]),
  },
  {
    code: 'discovery-algorithm-unsupported',
    severity: 'error',
    owner: 'idp',
    rule: 'The IdP signs ID Tokens by an algorithm the service takes.',
    cause: 'Nothing is taken that needs no key, or a key that both sides hold: anybody could sign.',
    remedy: 'Let the IdP sign with RS256, PS256 or ES256.',
    source: 'OIDC Core §15.1, RFC 8725 §3.1',
    leadsTo: 'discovery-algorithms-unsupported',
    check: (subject) => {
      const name = 'id_token_signing_alg_values_supported'
      const list = listed(subject, name) ?? ['RS256']
      return list.some((each) => taken.test(each))
        ? held
        : broken(
            `${name} offers ${list.join(', ') || 'nothing'}`,
            idpPlace(subject.published, name),
            subject.connection.place,
          )
    },
  },
  {
    code: 'discovery-pkce-unsupported',
    severity: 'warning',
    owner: 'idp',
    rule: 'The IdP checks PKCE by S256, where it says what it checks.',
    cause: 'Without PKCE a stolen code can be redeemed by whoever stole it.',
    remedy: 'Switch PKCE with S256 on for the client.',
    source: 'RFC 8414 §2, RFC 9700 §2.1.1',
    check: (subject) =>
      asked(subject, 'response_type') === 'id_token'
        ? notAsked
        : missingFrom(subject, 'code_challenge_methods_supported', ['S256'], 'response_type'),
  },
  {
    code: 'discovery-scopes-unlisted',
    severity: 'note',
    owner: 'caller',
    rule: 'The IdP lists every scope the connection asks for.',
    cause:
      'Some IdPs refuse a scope they do not know; the list may leave some out, so this is a note.',
    remedy: 'Leave the scope out, or define it at the IdP.',
    source: 'OIDC Discovery §3',
    check: (subject) => {
      const scopes = (itemsIn(asked(subject, 'scopes')) ?? []).filter(
        (each) => typeof each === 'string',
      )
      return missingFrom(subject, 'scopes_supported', scopes, 'scopes')
    },
  },
  {
    code: 'discovery-claims-unlisted',
    severity: 'note',
    owner: 'idp',
    rule: 'The IdP lists every claim the connection reads.',
    cause:
      'A claim the IdP never sends leaves its field empty; the list need not be complete (groups seldom are in it), so this is a note.',
    remedy: 'Compare with the claims of a test sign-in, and switch the claim on at the IdP.',
    source: 'OIDC Discovery §3',
    check: (subject) => {
      const { connection } = subject
      const names = Object.values(connection.names ?? {}).flatMap(({ value }) =>
        typeof value === 'string' ? [value] : [],
      )
      return missingFrom(subject, 'claims_supported', names, 'attribute_mapping')
    },
  },
])
