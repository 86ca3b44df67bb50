/** From people and a configuration to outcomes: who is tried through which connection, and what of it is certain. */
import { settingsFor, type Finding } from '../core/index.js'
import type { ConnectionHere } from './config/connections.js'
import type { Config } from './config/load.js'
import { addressOf } from './config/reading.js'
import { evaluate, type Evaluation, type Ground } from './evaluate.js'
import { evidenceOf } from './evidence.js'
import { without, type Outcome, type Undecided } from './outcome.js'
import { placeOf } from './places.js'
import type { SamplePerson } from './samples/person.js'

const finding = (code: string, detail: string, remedy: string, path?: string): Finding => ({
  ...{ code, owner: 'caller', detail, remedy },
  ...(path === undefined ? {} : { path }),
})

const connectionMissing = (name: string, origin: string): Finding =>
  finding(
    'connection-missing',
    `${origin} has no connection "${name}"`,
    'Check the name, or let the persona name none.',
  )

const nothing = {
  ...{ organization: null, preset: null, access: [], contact: null },
  ...{ undecided: [], trace: [], notes: [] },
} as const

/** Why nothing at all can be said, if so. */
function unknowable({ organization, mappingOpen, place }: ConnectionHere): Finding | undefined {
  if (!organization) {
    return finding(
      'organization-unknown',
      `the organization of ${place.address} is not in this configuration, or its preset is not known yet`,
      'Simulate the whole configuration, or a running service.',
      addressOf(place, 'organization'),
    )
  }
  const [first] = mappingOpen
  return first === undefined
    ? undefined
    : finding(
        'mapping-unknown',
        `${mappingOpen.join(', ')} will be known only after apply`,
        'Give variables by --var, or simulate a plan.',
        first,
      )
}

const becauseOpen = (address: string): string => `${address} will be known only after apply`

/** What differs between the least and the most that the unknown may come to. */
function undecidedOf(ground: Ground, least: Evaluation, most: Evaluation): readonly Undecided[] {
  const { connection, organization } = ground
  const groups = organization.groups.filter(({ identifierOpen }) => identifierOpen)
  const addresses = [
    ...groups.map(({ place }) => addressOf(place, 'idpIdentifier')),
    ...(connection.justInTimeProvisioning === undefined
      ? [addressOf(connection.place, 'justInTimeProvisioning')]
      : []),
  ]
  const differing = [...without(most.access, least.access), ...without(least.access, most.access)]
  const [only, ...others] = addresses
  return differing.map((access) => ({
    access,
    address: others.length === 0 ? (only ?? null) : null,
    because: becauseOpen(addresses.join(', or ')),
  }))
}

/** Whatever may give or take anything, for anybody. */
const openQuestions = ({ connection }: Ground): readonly Undecided[] =>
  connection.open.map(({ address, leaves }) => ({
    ...{ access: null, address },
    because: `${becauseOpen(address)}: ${leaves}`,
  }))

function notesOn({ connection, organization }: Ground, person: SamplePerson): readonly string[] {
  const { syncedFrom, sync } = organization.preset.groups
  const { idp, settings, directory, enabled } = connection
  const isGuessed = sync !== 'none' && syncedFrom !== 'any' && settings?.idpKind === undefined
  const { precedence } = settingsFor(organization.preset, settings)
  return [
    ...(enabled ? [] : ['nothing here enables the connection: it carries no sign-ins until then']),
    ...(isGuessed
      ? [`the IdP is taken for "${idp.kind}", by its name; settings.idpKind would say it`]
      : []),
    ...(directory &&
    person.scim === undefined &&
    person.before === undefined &&
    precedence === 'scim'
      ? ['a directory provisions these people; this persona says nothing of it (scim, before)']
      : []),
    ...(!directory && person.scim !== undefined
      ? ['there is no directory here: the SCIM User is not pushed']
      : []),
  ]
}

/** An ID token is not all that an IdP says. */
const userInfoNote = ({ finding: found }: Evaluation, { signIn }: SamplePerson) =>
  found?.code === 'attribute-missing' && signIn?.told === 'ID token'
    ? ['the service reads UserInfo besides; --claims takes the claims of both in one']
    : []

/** What the person comes to through the connection of this name. */
export function simulateOne(
  config: Config,
  person: SamplePerson,
  name: string,
  now: Date,
): Outcome {
  const connection = config.connections.find((each) => each.name === name)
  const about = { persona: person.name, connection: name }
  if (!connection) {
    const sample = person.signIn?.told ?? 'SCIM User'
    const found = connectionMissing(name, config.origin)
    return { ...nothing, ...about, sample, result: 'refused', finding: found }
  }
  const evidence = evidenceOf(connection, person.signIn, now)
  const { organization } = connection
  const whose = {
    organization: organization?.name ?? null,
    preset: organization?.preset.title ?? null,
    sample: evidence.told,
  }
  const open = unknowable(connection)
  if (!organization || open) {
    return { ...nothing, ...about, ...whose, result: 'unknown', finding: open ?? null }
  }
  const ground = { connection, organization }
  const notes = [...evidence.notes, ...notesOn(ground, person)]
  if (evidence.finding) {
    const found = evidence.finding
    return { ...nothing, ...about, ...whose, result: 'refused', finding: found, notes }
  }
  const least = evaluate(ground, person, 'least')
  const most = evaluate(ground, person, 'most')
  return {
    ...{ ...about, ...whose, notes: [...notes, ...userInfoNote(least, person)] },
    ...{ result: least.result, finding: least.finding },
    ...{ access: least.access, contact: least.contact ?? most.contact },
    undecided: [...undecidedOf(ground, least, most), ...openQuestions(ground)],
    trace: least.trace.map((line) => ({ ...line, place: placeOf(ground, line) })),
  }
}

/** Names of the connections the person is tried through: the one they name, or all that fit. */
export function connectionsFor(config: Config, person: SamplePerson): readonly string[] {
  if (person.connection !== undefined) return [person.connection]
  const protocol = person.signIn?.protocol
  const issuer = person.signIn?.issuer
  const fitting = config.connections.filter(
    (each) =>
      (protocol === undefined || each.protocol === protocol) &&
      (person.organization === undefined || each.organization?.name === person.organization),
  )
  const trusting = fitting.filter(({ idp }) => issuer !== undefined && idp.entityId === issuer)
  return (trusting.length > 0 ? trusting : fitting).map(({ name }) => name)
}
