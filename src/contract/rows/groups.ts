/** The groups the IdP sends against those the service knows: by which name they come, and of which kind. */
import { isEntries, shown } from '../../program/index.js'
import { compare } from '../compare.js'
import type { SentGroups } from '../sides/app.js'
import type { Facts, OidcJoint, SamlJoint } from '../sides/facts.js'
import { accepts, guid, readsGroups, titleOfKind } from '../sides/groups.js'
import { known } from '../sides/said.js'
import type { ServiceConnection } from '../sides/service.js'
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

type Joint = SamlJoint | OidcJoint

function takesGroups(connection: ServiceConnection, { program }: Facts): boolean {
  const settings = program.get(connection.block, 'settings')
  const chosen =
    program.get(connection.block, 'group_mapping') ??
    (isEntries(settings) ? settings['group_mapping'] : undefined)
  return connection.preset !== undefined && readsGroups(connection.preset, chosen === true)
}

/** A row asked of both protocols' joints. */
const ofJoints = (
  row: Omit<RowOf<'saml'>, 'about' | 'check'> & {
    readonly check: (joint: Joint) => readonly Outcome[]
  },
): readonly (RowOf<'saml'> | RowOf<'oidc'>)[] => [
  ...rowsAbout('saml', [row]),
  ...rowsAbout('oidc', [row]),
]

/** In the program a person is told to give Entra's group claim the name the connection reads (S45a). */
const isRenamedByHand = ({ facts, connection }: Joint): boolean => {
  const name = known(connection.names?.['groups']?.value)
  return facts.steps.some(({ values }) => values.some(({ value }) => value === name))
}

function groupsSent(joint: Joint): readonly Outcome[] {
  const { app, connection, facts } = joint
  if (!takesGroups(connection, facts)) return notAsked
  const name = connection.names?.['groups']
  if (app.groups === undefined) return withoutClaim(joint)
  if (!name) return notAsked
  const verdict = compare(app.groups.name.value, name.value)
  if (verdict === 'same' || isAlternative(joint, app.groups)) return held
  if (verdict === 'undecided')
    return undecided(
      untilApply('the name of the group claim', app.groups.name.value),
      app.groups.place,
      name.place,
    )
  if (isRenamedByHand(joint))
    return undecided('a person must give the group claim its name', app.groups.place, name.place)
  return broken(
    `the connection reads ${shown(name.value)} for groups, the app sends them as ${shown(app.groups.name.value)}`,
    app.groups.place,
    name.place,
  )
}

function isAlternative({ connection }: Joint, groups: SentGroups): boolean {
  const rule = connection.preset?.fields.find(({ field }) => field === 'groups')
  if (connection.mapped.has('groups')) return false
  return rule?.alternatives?.some((name) => compare(name, groups.name.value) === 'same') ?? false
}

/** Groups may come as an ordinary attribute, as from a broker (T47); or a person sets them in a console. */
function withoutClaim({ app, connection, facts }: Joint): readonly Outcome[] {
  const name = connection.names?.['groups']
  const sent = app.protocol === 'saml' ? app.sent : []
  if (sent === undefined) return undecided(untilApply('what the app sends'), app.place, name?.place)
  const rule = connection.preset?.fields.find(({ field }) => field === 'groups')
  const names = [name?.value ?? rule?.attribute ?? 'groups', ...(rule?.alternatives ?? [])]
  if (sent.some((each) => names.some((one) => compare(each.name.value, one) === 'same')))
    return held
  const isStep = facts.steps.some(
    ({ proof, values }) =>
      proof.event === 'attributes' && values.some(({ value }) => names.includes(value ?? '')),
  )
  return isStep
    ? undecided('a person sets the group claim in the IdP’s console', app.place, name?.place)
    : broken(
        `the service takes groups from ${shown(names[0])}, and the app sends none`,
        app.place,
        name?.place ?? connection.place,
      )
}

function groupKind({ app, connection, facts }: Joint): readonly Outcome[] {
  const { preset } = connection
  const { groups } = app
  if (preset === undefined || groups === undefined || !takesGroups(connection, facts))
    return notAsked
  if (groups.identifier === undefined)
    return undecided(untilApply('how groups are named'), groups.place, connection.place)
  if (accepts(preset, app.vendor, groups.identifier)) return held
  const wanted =
    preset.groups.matchedBy === 'name' ? 'names' : 'the identifier the IdP gives them (object IDs)'
  return broken(
    `${preset.title} matches groups by ${wanted}, the app sends ${titleOfKind[groups.identifier]}`,
    groups.place,
    connection.place,
  )
}

/** T40: a group is known by the identifier its IdP gives it; of Entra that is a GUID. */
function identifiersFit({ app, connection, facts }: Joint): readonly Outcome[] {
  const { preset, organization } = connection
  if (preset?.groups.matchedBy !== 'idpIdentifier' || app.vendor !== 'entra') return notAsked
  if (app.groups?.identifier !== 'objectId' || !organization) return notAsked
  const { program } = facts
  return program
    .pointingTo('mortise_group', 'organization', organization.block, ['name'])
    .flatMap((group) => {
      const identifier = program.get(group, 'idp_identifier')
      if (identifier === undefined || identifier === null) return notAsked
      const place = program.place('service', group, 'idp_identifier')
      if (typeof identifier !== 'string')
        return undecided(untilApply('idp_identifier', identifier), place)
      return guid.test(identifier)
        ? held
        : broken(
            `group ${shown(program.get(group, 'name'))} is known by ${shown(identifier)}, which is no object ID`,
            place,
            app.groups?.place,
          )
    })
}

export const groupRows = [
  ...ofJoints({
    code: 'groups-not-sent',
    severity: 'warning',
    owner: 'idp',
    rule: 'Where the service takes groups from the IdP, the app sends them, under the name the connection reads.',
    cause:
      'Absent groups change nothing: people keep what they have, new people get none, and nobody is told.',
    remedy:
      'Okta: a GROUP statement with a filter. Entra: group_membership_claims. Or map groups to the name that is sent.',
    source: 'S33, S45, S45a, T42, T44, T46',
    check: groupsSent,
  }),
  ...ofJoints({
    code: 'group-identifier-kind',
    severity: 'error',
    owner: 'idp',
    rule: 'Groups come by the kind of name the service matches.',
    cause:
      'Entra sends object IDs unless told otherwise; compared with names they match nothing, and everybody is taken out of every group.',
    remedy:
      'Names: optional claim groups with cloud_displayname, and sam_account_name for synchronized groups. Identifiers: leave the optional claim out.',
    source: 'S45, S61, T40, T46',
    check: groupKind,
  }),
  ...ofJoints({
    code: 'group-identifier-form',
    severity: 'error',
    owner: 'caller',
    rule: 'A group’s identifier has the form its IdP sends.',
    cause: 'Entra sends GUIDs; a name in their place never matches.',
    remedy: 'Give idp_identifier the object ID: azuread_group.….object_id.',
    source: 'T40, T46',
    check: identifiersFit,
  }),
]
