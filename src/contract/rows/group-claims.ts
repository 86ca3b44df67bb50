/** What an app's own group claim promises and cannot keep, whoever it is for. */
import type { OidcApp, SamlApp } from '../sides/app.js'
import { emitsCloudNames } from '../sides/entra-groups.js'
import type { Facts } from '../sides/facts.js'
import {
  broken,
  held,
  notAsked,
  rowsAbout,
  undecided,
  untilApply,
  type Outcome,
  type RowOf,
} from './row.js'

const ofApps = (
  row: Omit<RowOf<'samlApp'>, 'about' | 'check'> & {
    readonly check: (app: SamlApp | OidcApp, facts: Facts) => readonly Outcome[]
  },
): readonly RowOf<'app'>[] => rowsAbout('app', [row])

export const groupClaimRows = [
  ...ofApps({
    code: 'group-names-need-assignment',
    severity: 'error',
    owner: 'idp',
    rule: 'Entra’s names of cloud-only groups go with groups assigned to the app.',
    cause:
      'For groups that are not assigned to the app, Entra sends no names of cloud-only groups.',
    remedy: 'Use group_membership_claims = ["ApplicationGroup"], and assign the groups.',
    source: 'https://learn.microsoft.com/entra/identity-platform/optional-claims',
    check: ({ vendor, groups, block }, { program }) => {
      if (vendor !== 'entra' || groups === undefined) return notAsked
      if (groups.identifier === undefined || groups.scope === undefined)
        return undecided(
          untilApply('group_membership_claims', program.get(block, 'group_membership_claims')),
          groups.place,
        )
      if (groups.identifier !== 'displayName') return notAsked
      return groups.scope === 'assigned'
        ? held
        : broken('display names are asked for, of groups that are not assigned', groups.place)
    },
  }),
  ...ofApps({
    code: 'cloud-group-names-missing',
    severity: 'warning',
    owner: 'idp',
    rule: 'With sAMAccountNames, names of cloud-only groups are sent too.',
    cause:
      'A group made in Entra has no sAMAccountName: it would come without a name, or by its object ID.',
    remedy:
      'Add cloud_displayname beside sam_account_name (Emit group name for cloud-only groups).',
    source: 'S45',
    check: (app, { program }) => {
      if (app.vendor !== 'entra' || app.groups?.identifier !== 'samAccountName') return notAsked
      return emitsCloudNames(program, app)
        ? held
        : broken('cloud-only groups come without a name', app.groups.place)
    },
  }),
  ...ofApps({
    code: 'group-overage',
    severity: 'warning',
    owner: 'idp',
    rule: 'Entra sends only groups assigned to the app.',
    cause:
      'A person in more than 150 groups (SAML) or 200 (OpenID Connect) comes without any group claim; the service takes that as not said, so that their groups no longer change.',
    remedy:
      'Use group_membership_claims = ["ApplicationGroup"], and assign the groups that matter.',
    source:
      'S46, https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-fed-group-claims',
    check: ({ vendor, groups, protocol, block }, { program }) => {
      if (vendor !== 'entra' || groups === undefined) return notAsked
      if (groups.scope === undefined)
        return undecided(
          untilApply('group_membership_claims', program.get(block, 'group_membership_claims')),
          groups.place,
        )
      return groups.scope === 'assigned'
        ? held
        : broken(
            `all groups of a person are sent; above ${protocol === 'saml' ? 150 : 200}, none is`,
            groups.place,
          )
    },
  }),
  ...ofApps({
    code: 'group-claim-fragile',
    severity: 'warning',
    owner: 'idp',
    rule: 'Okta’s groups claim is not left to groups_claim.',
    cause:
      'The argument uses an API that is not public: it works with an API token only, is silently ignored under OAuth 2.0 credentials, and is not taken back when unset.',
    remedy:
      'Set the claim in Okta’s console, or by okta_auth_server_claim on a custom authorization server.',
    source: 'S22, https://github.com/okta/terraform-provider-okta/issues/1906',
    check: (app) => {
      if (app.protocol !== 'oidc' || app.vendor !== 'okta') return notAsked
      return app.fragileGroups
        ? broken('the groups claim is set by groups_claim', app.fragileGroups)
        : held
    },
  }),
  ...ofApps({
    code: 'assigned-groups-missing',
    severity: 'warning',
    owner: 'idp',
    rule: 'Where only assigned groups are sent, some are assigned.',
    cause:
      'Entra sends the groups assigned to the app that a person is a direct member of: of none, nothing.',
    remedy: 'Assign the groups: azuread_app_role_assignment for each; nested ones do not count.',
    source: 'S45, S46',
    check: ({ vendor, groups, assignments, place }) => {
      if (vendor !== 'entra' || groups?.scope !== 'assigned') return notAsked
      return assignments.count > 0
        ? held
        : broken(
            'groups assigned to the app are sent, and the program assigns none',
            groups.place,
            place,
          )
    },
  }),
]
