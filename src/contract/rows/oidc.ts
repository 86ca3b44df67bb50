/** OpenID Connect: where people come back to, and what they bring. */
import { isUnsaid, itemsIn, Open, shown } from '../../program/index.js'
import { compare } from '../compare.js'
import type { OidcJoint } from '../sides/facts.js'
import { known, said } from '../sides/said.js'
import {
  broken,
  held,
  mustEqual,
  notAsked,
  rowsAbout,
  undecided,
  untilApply,
  type Outcome,
} from './row.js'

const argument = ({ connection, facts }: OidcJoint, ...names: readonly string[]) =>
  names.map((name) => facts.program.get(connection.block, name)).find((value) => !isUnsaid(value))

/** Does the connection hold a secret? Write-only values are in no plan; their version is. */
function hasSecret(joint: OidcJoint): boolean {
  const names = ['client_secret_wo', 'client_secret_wo_version', 'client_secret_set_at']
  return argument(joint, ...names) !== undefined
}

/** A code, or the ID Token itself by form post (T48, T73). */
export const responseTypeOf = (joint: OidcJoint) => argument(joint, 'response_type') ?? 'code'

const proofOf = (joint: OidcJoint) =>
  argument(joint, 'client_authentication') ?? 'client_secret_basic'

function scopesOutcome(joint: OidcJoint): readonly Outcome[] {
  const { connection, app, facts } = joint
  const written = facts.program.get(connection.block, 'scopes')
  if (isUnsaid(written)) return notAsked
  const place = facts.program.place('service', connection.block, 'scopes')
  const scopes = itemsIn(written)
  if (scopes === undefined || scopes.some((each) => each instanceof Open))
    return undecided(untilApply('the list of scopes', written), place)
  const missing = ['openid', 'email', 'profile'].filter((each) => !scopes.includes(each))
  return missing.length === 0
    ? held
    : broken(`the connection does not ask for: ${missing.join(', ')}`, place, app.place)
}

export const oidcRows = rowsAbout('oidc', [
  {
    code: 'redirect-uri-mismatch',
    severity: 'error',
    owner: 'idp',
    rule: 'The app’s redirect URI is the connection’s, character by character.',
    cause: 'The IdP sends nobody to a URI that was not registered exactly.',
    remedy: 'Give the app the connection’s redirect_uri.',
    source: 'S20, T71, RFC 6749 §3.1.2.3',
    check: ({ app, connection }) => {
      const expected = connection.endpoints['redirect_uri']
      if (app.redirectUris === undefined)
        return undecided(untilApply('the list of redirect URIs'), app.place, connection.place)
      const [first] = app.redirectUris
      if (!first) return broken('the app has no redirect URI', app.place, connection.place)
      if (!expected)
        return undecided('preset or name of the connection is not known', connection.place)
      const right = app.redirectUris.find(({ value }) => compare(value, expected.value) === 'same')
      return right ? held : mustEqual('redirect URI', expected, first)
    },
  },
  {
    code: 'redirect-uri-several',
    severity: 'warning',
    owner: 'idp',
    rule: 'The app has exactly one redirect URI.',
    cause: 'Each further URI is one more place to which a code or token can be sent.',
    remedy: 'Leave the connection’s own.',
    source: 'S07, S20, RFC 9700 §4.1',
    check: ({ app, connection }) => {
      if (app.redirectUris === undefined)
        return undecided(untilApply('the list of redirect URIs'), app.place, connection.place)
      if (app.redirectUris.length <= 1) return app.redirectUris.length === 1 ? held : notAsked
      return broken(
        `the app has ${app.redirectUris.length} redirect URIs`,
        ...app.redirectUris.slice(1).map(({ place }) => place),
        connection.place,
      )
    },
  },
  {
    code: 'client-id-mismatch',
    severity: 'error',
    owner: 'caller',
    rule: 'The connection’s client ID is the app’s.',
    cause: 'An ID Token is meant for the client it names; another is refused.',
    remedy: 'client_id = the app’s client_id.',
    source: 'S21, T73, OIDC Core §3.1.3.7',
    leadsTo: 'id-token-audience-mismatch',
    check: ({ app, connection, facts }) => {
      const { program } = facts
      const written = connection.block.values['client_id']
      if (isUnsaid(written)) return notAsked
      const place = program.place('service', connection.block, 'client_id')
      if (program.pointsTo(written, app.block, ['client_id'], connection.block)) return held
      const own = program.get(app.block, 'client_id')
      const given = known(written)
      if (given === undefined || known(own) === undefined)
        return undecided(untilApply('a client ID', written, own), place, app.place)
      return broken(`expected client ID ${shown(own)}, got ${shown(given)}`, place, app.place)
    },
  },
  {
    code: 'response-type-mismatch',
    severity: 'error',
    owner: 'idp',
    rule: 'The app answers in the way the connection asks.',
    cause:
      'A connection without a client secret takes the ID Token by form post; one with a secret takes a code. The IdP refuses what the app does not allow.',
    remedy:
      'By form post: Entra id_token_issuance_enabled = true; Okta response_types with "id_token". By code: "code" and "authorization_code".',
    source: 'T48, T73, OIDC Core §3',
    check: (joint) => {
      const { app, connection } = joint
      const asked = responseTypeOf(joint)
      if (asked instanceof Open)
        return undecided(untilApply('response_type', asked), connection.place)
      if (asked === 'id_token') {
        if (app.implicit.idToken === undefined)
          return undecided(untilApply('what the app may answer'), app.implicit.place)
        return app.implicit.idToken
          ? held
          : broken(
              'the connection asks for an ID Token, which the app does not issue',
              app.implicit.place,
              connection.place,
            )
      }
      if (app.vendor === 'entra') return held
      const types = app.responseTypes
      if (types === undefined) return undecided(untilApply('response_types'), app.place)
      if (types.length === 0 || types.some(({ value }) => value === 'code')) return held
      return broken(
        'the connection asks for a code, which the app does not issue',
        app.implicit.place,
        connection.place,
      )
    },
  },
  {
    code: 'client-authentication-mismatch',
    severity: 'error',
    owner: 'idp',
    rule: 'Connection and app agree how the service proves itself.',
    cause:
      'The token endpoint refuses a client that proves itself in another way than it is registered for.',
    remedy:
      'Give the connection’s client_authentication and the app’s token_endpoint_auth_method the same value.',
    source: 'S21, OIDC Core §9',
    leadsTo: 'token-client-refused',
    check: (joint) => {
      const { app, connection, facts } = joint
      const told = facts.program.get(app.block, 'token_endpoint_auth_method')
      const own = proofOf(joint)
      if (app.vendor !== 'okta' || responseTypeOf(joint) === 'id_token') return notAsked
      const theirs = isUnsaid(told) ? 'client_secret_basic' : told
      if (theirs instanceof Open || own instanceof Open)
        return undecided(
          untilApply('how the service proves itself', theirs, own),
          app.place,
          connection.place,
        )
      return theirs === own
        ? held
        : broken(
            `the app expects ${shown(theirs)}, the connection uses ${shown(own)}`,
            facts.program.place('idp', app.block, 'token_endpoint_auth_method'),
            connection.place,
          )
    },
  },
  {
    code: 'jwks-url-mismatch',
    severity: 'error',
    owner: 'idp',
    rule: 'The app reads the service’s keys where the service publishes them.',
    cause: 'The IdP cannot check what the service signs with a key it never read.',
    remedy: 'Give the app the connection’s jwks_url. Okta: jwks_uri.',
    source: 'OIDC Core §9, RFC 7523 §3',
    leadsTo: 'token-client-refused',
    check: (joint) => {
      const { app, connection, facts } = joint
      const expected = connection.endpoints['jwks_url']
      const got = said(facts.program, 'idp', app.block, 'jwks_uri')
      if (app.vendor !== 'okta' || proofOf(joint) !== 'private_key_jwt') return notAsked
      // Keys may be written out in the app instead: then nobody can compare them here.
      return expected && got ? mustEqual('JWKS URL', expected, got) : notAsked
    },
  },
  {
    code: 'client-secret-missing',
    severity: 'error',
    owner: 'caller',
    rule: 'A connection that proves itself by a secret has one.',
    cause: 'The IdP gives no token to a client that does not prove itself.',
    remedy: 'Give client_secret_wo the app’s secret, with client_secret_wo_version.',
    source: 'S21, RFC 6749 §2.3',
    check: (joint) => {
      const { app, connection, facts } = joint
      const proof = proofOf(joint)
      const isLive = ['state', 'live'].includes(facts.program.input.kind)
      // What is write-only is in no state.
      if (responseTypeOf(joint) === 'id_token' || (isLive && !hasSecret(joint))) return notAsked
      if (proof !== 'client_secret_basic' && proof !== 'client_secret_post') return notAsked
      return hasSecret(joint)
        ? held
        : broken('the connection has no client secret', connection.place, app.place)
    },
  },
  {
    code: 'scopes-missing',
    severity: 'error',
    owner: 'caller',
    rule: 'The connection asks for openid, email and profile.',
    cause:
      'Without openid there is no ID Token; without the others, no e-mail address and no name.',
    remedy: 'Add them to scopes.',
    source: 'OIDC Core §5.4, S10',
    check: scopesOutcome,
  },
])
