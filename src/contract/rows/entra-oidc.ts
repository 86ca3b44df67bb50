/** What Entra's ID Tokens hold only when they are told to. */
import { Open, shown } from '../../program/index.js'
import type { OidcJoint } from '../sides/facts.js'
import { known } from '../sides/said.js'
import { responseTypeOf } from './oidc.js'
import { broken, held, notAsked, rowsAbout, undecided, untilApply, type Outcome } from './row.js'

/** Left out of an ID Token of version 2 unless the application names them as optional claims. */
const optional = new Set(['email', 'family_name', 'given_name', 'upn'])

/** With a code the service reads UserInfo besides, which has them; an ID Token by form post is all there is. */
function optionalClaimsOutcome(joint: OidcJoint): readonly Outcome[] {
  const { app, connection } = joint
  if (app.vendor !== 'entra' || connection.names === undefined) return notAsked
  const asked = responseTypeOf(joint)
  if (asked instanceof Open) return undecided(untilApply('response_type', asked), connection.place)
  if (asked !== 'id_token') return notAsked
  const read = Object.values(connection.names).filter(({ value }) =>
    optional.has(known(value) ?? ''),
  )
  const sent = app.optionalClaims
  if (sent === undefined) return undecided(untilApply('the list of optional claims'), app.place)
  const missing = read.filter(({ value }) => !sent.includes(known(value) ?? ''))
  if (missing.length === 0) return held
  return broken(
    `the connection reads ${missing.map(({ value }) => shown(value)).join(', ')}, which the ID Token does not hold`,
    app.place,
    missing[0]?.place,
  )
}

export const entraOidcRows = rowsAbout('oidc', [
  {
    code: 'entra-token-version',
    severity: 'error',
    owner: 'idp',
    rule: 'Entra issues tokens of version 2.',
    cause: 'A token of version 1 names another issuer, https://sts.windows.net/…, and is refused.',
    remedy: 'api { requested_access_token_version = 2 } in azuread_application.',
    source: 'T75',
    leadsTo: 'id-token-issuer-mismatch',
    check: ({ app, connection }) => {
      if (app.vendor !== 'entra') return notAsked
      const version = app.tokenVersion
      if (version?.value instanceof Open)
        return undecided(untilApply('requested_access_token_version', version.value), version.place)
      return version?.value === 2
        ? held
        : broken(
            `expected version 2, got ${shown(version?.value)}; left out, it is 1`,
            version?.place ?? app.place,
            connection.place,
          )
    },
  },
  {
    code: 'entra-optional-claim-missing',
    severity: 'error',
    owner: 'idp',
    rule: 'An ID Token that is all the service gets holds every claim the connection reads.',
    cause:
      'Entra puts email, family_name, given_name and upn into an ID Token of version 2 only where they are optional claims of the application; by form post there is no UserInfo to ask.',
    remedy: 'optional_claims { id_token { name = "email" } } in azuread_application, for each.',
    source: 'T46, https://learn.microsoft.com/entra/identity-platform/optional-claims-reference',
    leadsTo: 'attribute-missing',
    check: optionalClaimsOutcome,
  },
])
