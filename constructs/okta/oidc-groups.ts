/** The groups claim of an Okta ID Token (S22). There are three ways to set it, none of which serves everybody. */
import { AuthServerClaim } from '@cdktf/provider-okta/lib/auth-server-claim/index.js'
import type { Construct } from 'constructs'
import type { GroupFilter } from '../claims.js'
import { ManualStep } from '../manual-step.js'
import { RefusedConstruct } from '../refusal.js'
import type { OktaOidcAppProps } from './oidc-app.js'
import { filterOf } from './saml-app.js'

/** The groups Okta puts into the ID Token. */
export interface OktaOidcGroupClaim {
  /** Name of the claim. @default 'groups' (S22) */
  readonly name?: string
  /** Which groups. @default - those matching `.*` (S22) */
  readonly filter?: GroupFilter
  /**
   * Who sets it. `provider`: `groups_claim`, which uses an API that is not public, works with an API token only, is
   * silently ignored under OAuth 2.0 credentials and not taken back when unset (okta provider #1906, #2730).
   * `console`: a step for a person. `authorizationServer`: `okta_auth_server_claim` on a custom authorization server, which
   * then is the issuer.
   */
  readonly setBy: 'provider' | 'console' | 'authorizationServer'
  /** ID of the custom authorization server, for `authorizationServer`. @default - none */
  readonly authorizationServerId?: string
}

/** `groups_claim` of the app, where the provider sets it. */
export function groupsClaimOf(claim: OktaOidcGroupClaim | undefined) {
  if (claim?.setBy !== 'provider') return {}
  const { filterType, filterValue } = filterOf(claim.filter)
  return {
    groupsClaim: { type: 'FILTER', name: claim.name ?? 'groups', filterType, value: filterValue },
  }
}

const consoleFilters: readonly (readonly [keyof GroupFilter, string])[] = [
  ['startsWith', 'Starts with'],
  ['equals', 'Equals'],
  ['contains', 'Contains'],
  ['matches', 'Matches regex'],
]

function groupClaimStep(
  scope: Construct,
  { label, connectionName }: OktaOidcAppProps,
  { name = 'groups', filter = { matches: '.*' } }: OktaOidcGroupClaim,
): void {
  const [key, words] = consoleFilters.find(([each]) => filter[each] !== undefined) ?? [
    'matches',
    'Matches regex',
  ]
  new ManualStep(scope, 'GroupClaim', {
    title: 'send the groups claim',
    idp: 'Okta',
    ...(connectionName === undefined ? {} : { connection: connectionName }),
    path: [
      `Applications > Applications > ${label} > Sign On`,
      'Token claims > Show legacy configuration > Edit',
      'Enter the values below, then Save',
    ],
    values: [
      { field: 'Groups claim type', value: 'Filter' },
      { field: 'Groups claim filter, first field', value: name },
      { field: `Groups claim filter, ${words}`, value: filter[key] ?? '.*' },
    ],
    proof: { event: 'attributes', detail: `a sign-in brings the claim \`${name}\`` },
    source: 'S22',
  })
}

/**
 * What sets the claim beside the app.
 * @throws RefusedConstruct `authorization-server-missing`
 */
export function addGroupClaim(
  scope: Construct,
  props: OktaOidcAppProps,
  claim: OktaOidcGroupClaim | undefined,
): void {
  if (claim?.setBy === 'console') groupClaimStep(scope, props, claim)
  if (claim?.setBy === 'authorizationServer') authorizationServerClaim(scope, props, claim)
}

function authorizationServerClaim(
  scope: Construct,
  { provider }: OktaOidcAppProps,
  { name = 'groups', filter, authorizationServerId }: OktaOidcGroupClaim,
): void {
  if (authorizationServerId === undefined)
    throw new RefusedConstruct(scope, {
      code: 'authorization-server-missing',
      owner: 'caller',
      detail: 'nothing says which authorization server sets the groups claim',
      remedy: 'Give authorizationServerId, or let another set it.',
      source: 'S22',
      path: 'groupClaim.authorizationServerId',
    })
  const { filterType, filterValue } = filterOf(filter)
  new AuthServerClaim(scope, 'GroupClaim', {
    ...(provider ? { provider } : {}),
    authServerId: authorizationServerId,
    name,
    claimType: 'IDENTITY',
    valueType: 'GROUPS',
    groupFilterType: filterType,
    value: filterValue,
  })
}
