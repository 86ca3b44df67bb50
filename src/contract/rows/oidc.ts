/** OpenID Connect: where people come back to, and what they bring. */
import { compare } from '../compare.js'
import type { OidcJoint } from '../sides/facts.js'
import { known, type Said } from '../sides/said.js'
import { isUnsaid, itemsIn, Open, shown } from '../value.js'
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
  return (
    argument(joint, 'client_secret_wo', 'client_secret_wo_version', 'client_secret') !== undefined
  )
}

/** How the IdP answers: with a code, or with an ID Token in a form post (T48, T73). */
function responseTypeOf(joint: OidcJoint): Said['value'] | undefined {
  return argument(joint, 'response_type') ?? modeOf(joint)
}

const modeOf = (joint: OidcJoint) => {
  const mode = argument(joint, 'response_mode', 'flow')
  return mode === 'form_post' && !hasSecret(joint) ? 'id_token' : undefined
}

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

export const oidcRows = [
  ...rowsAbout('oidc', [
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
        const right = app.redirectUris.find(
          ({ value }) => compare(value, expected.value) === 'same',
        )
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
      leadsTo: 'audience-mismatch',
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
        const asked = responseTypeOf(joint) ?? 'code'
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
      code: 'client-secret-missing',
      severity: 'error',
      owner: 'caller',
      rule: 'An app that demands a client secret meets a connection that has one.',
      cause: 'The IdP gives no token to a client that does not prove itself.',
      remedy: 'Give client_secret_wo the app’s secret, with client_secret_wo_version.',
      source: 'S21, RFC 6749 §2.3',
      check: (joint) => {
        const { app, connection } = joint
        const asked = responseTypeOf(joint) ?? 'code'
        if (asked === 'id_token' || app.vendor === 'entra') return notAsked
        if (app.hasSecret === undefined)
          return undecided(untilApply('how the app proves itself'), app.place)
        if (!app.hasSecret) return notAsked
        return hasSecret(joint)
          ? held
          : broken('the app demands a secret, the connection has none', connection.place, app.place)
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
    {
      code: 'entra-token-version',
      severity: 'error',
      owner: 'idp',
      rule: 'Entra issues tokens of version 2.',
      cause:
        'A token of version 1 names another issuer, https://sts.windows.net/…, and is refused.',
      remedy: 'api { requested_access_token_version = 2 } in azuread_application.',
      source: 'T75',
      leadsTo: 'issuer-mismatch',
      check: ({ app, connection }) => {
        if (app.vendor !== 'entra') return notAsked
        const version = app.tokenVersion
        if (version?.value instanceof Open)
          return undecided(
            untilApply('requested_access_token_version', version.value),
            version.place,
          )
        return version?.value === 2
          ? held
          : broken(
              `expected version 2, got ${shown(version?.value)}; left out, it is 1`,
              version?.place ?? app.place,
              connection.place,
            )
      },
    },
  ]),
  ...rowsAbout('oidcApp', [
    {
      code: 'access-token-implicit',
      severity: 'warning',
      owner: 'idp',
      rule: 'No access token is sent by way of the browser.',
      cause: 'An access token in a URL or form stays in histories and logs.',
      remedy: 'Entra: access_token_issuance_enabled = false. Okta: no "token" in response_types.',
      source: 'RFC 9700 §2.1.2',
      check: ({ implicit }) => {
        if (implicit.accessToken === undefined)
          return undecided(untilApply('what the app may answer'), implicit.place)
        return implicit.accessToken
          ? broken('access tokens are issued implicitly', implicit.place)
          : held
      },
    },
    {
      code: 'pkce-not-required',
      severity: 'warning',
      owner: 'idp',
      rule: 'The app demands PKCE.',
      cause: 'Without it a code that is stolen on its way can be spent by the thief.',
      remedy: 'pkce_required = true.',
      source: 'RFC 9700 §2.1.1',
      check: ({ vendor, pkceRequired, place, implicit }) => {
        if (vendor !== 'okta' || implicit.idToken === true) return notAsked
        if (pkceRequired === undefined) return undecided(untilApply('pkce_required'), place)
        return pkceRequired ? held : broken('codes are taken without PKCE', place)
      },
    },
    {
      code: 'any-tenant-admitted',
      severity: 'warning',
      owner: 'idp',
      rule: 'People of one tenant may sign in.',
      cause:
        'An app for any tenant lets anybody with a Microsoft account ask for a token; only the issuer check stands between.',
      remedy: 'sign_in_audience = "AzureADMyOrg".',
      source: 'T74, T75',
      check: ({ vendor, audience, place }) => {
        if (vendor !== 'entra') return notAsked
        if (audience?.value instanceof Open)
          return undecided(untilApply('sign_in_audience', audience.value), audience.place)
        return audience === undefined || audience.value === 'AzureADMyOrg'
          ? held
          : broken(`sign_in_audience is ${shown(audience.value)}`, audience.place, place)
      },
    },
  ]),
]
