/** One person, one connection, one world: the engine's own functions in the service's own order. */
import {
  admitPerson,
  applyMapping,
  decide,
  decideProvisioned,
  groupTitle,
  idpKindOf,
  isDrivenByDirectory,
  matchPerson,
  Refusal,
  settingsFor,
  stateAfterScim,
  traceLine,
  type Candidate,
  type Contact,
  type Decision,
  type Finding,
  type Group,
  type PersonState,
  type Profile,
  type Standing,
  type TraceLine,
} from '../core/index.js'
import { personOf, type JsonObject } from '../scim/index.js'
import type { ConnectionHere } from './config/connections.js'
import type { OrganizationHere } from './config/organizations.js'
import type { Access, Result } from './outcome.js'
import type { SamplePerson, SignInSample } from './samples/person.js'

/** A connection whose organization is known: all that a decision rests on. */
export interface Ground {
  readonly connection: ConnectionHere
  readonly organization: OrganizationHere
}

/** How what is not known yet is taken: as giving the least, or the most. What is the same in both is certain. */
export type World = 'least' | 'most'

export interface Evaluation {
  readonly result: Result
  readonly finding: Finding | null
  readonly access: readonly Access[]
  readonly contact: Contact | null
  readonly trace: readonly TraceLine[]
}

/** By the key the preset matches: what SCIM calls `display` is our name, and `value` the identifier. */
function directoryGroups({ organization }: Ground, scim: JsonObject): readonly string[] {
  const { groups } = scim
  const key = organization.preset.groups.matchedBy === 'name' ? 'display' : 'value'
  return (Array.isArray(groups) ? (groups as readonly JsonObject[]) : []).flatMap((each) => {
    const value = each[key]
    return typeof value === 'string' ? [value] : []
  })
}

interface Pushed {
  readonly candidate: Candidate
  readonly groups: readonly string[]
  readonly trace: readonly TraceLine[]
}

const livingStates: readonly (PersonState | undefined)[] = ['invited', 'pending', 'active']

/** What the directory makes of the person before any sign-in. @throws Refusal `directory-unsupported` */
function push(ground: Ground, { before, scim }: SamplePerson): Pushed | undefined {
  if (scim === undefined || !ground.connection.directory) return undefined
  const { userName, externalId, active } = personOf(scim)
  const isLiving = livingStates.includes(before?.state)
  const event = active ? (isLiving ? 'activate' : 'create') : 'deactivate'
  const hasSignedIn = before?.state === 'active' || before?.state === 'inactive'
  const known = before && { state: before.state, hasSignedIn }
  const life = stateAfterScim(ground.organization.preset, known, event, userName)
  return {
    candidate: { id: 'scim', state: life.state, userName, externalId },
    groups: directoryGroups(ground, scim),
    trace: life.trace,
  }
}

/** A group whose identifier is not known yet may turn out to be any that is reported. */
const groupsIn = (
  { organization }: Ground,
  world: World,
  reported: readonly string[] | undefined,
): readonly Group[] =>
  organization.groups.map(({ group, identifierOpen }) => {
    const [any] = reported ?? []
    return identifierOpen && world === 'most' && any !== undefined
      ? { ...group, idpIdentifier: any }
      : group
  })

function standingOf(
  ground: Ground,
  person: SamplePerson,
  world: World,
  {
    state,
    pushed,
    reported,
  }: {
    readonly state: PersonState | undefined
    readonly pushed: Pushed | undefined
    readonly reported: readonly string[] | undefined
  },
): Standing {
  const { connection, organization } = ground
  const { before, signIn } = person
  const issuer = signIn?.issuer ?? connection.idp.entityId
  const told = issuer === undefined ? 'other' : idpKindOf(issuer)
  return {
    preset: organization.preset,
    groups: groupsIn(ground, world, reported),
    roleRules: organization.roleRules,
    held: before?.groups ?? [],
    organization: organization.access,
    person: state && {
      isNew: state !== 'active',
      ...(before && definedOf({ ...before, state: undefined, groups: undefined })),
    },
    settings: connection.settings,
    idpKind: told === 'other' ? connection.idp.kind : told,
    directory: connection.directory,
    directoryGroups: pushed?.groups,
  }
}

const definedOf = <T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }

function accessOf(
  { organization }: Ground,
  { groups, spaces, roles, accountRole }: Omit<Decision, 'contact' | 'trace'>,
): readonly Access[] {
  const spaceTitles = spaces.map(({ space, role }) =>
    role === null ? space : `${space} as ${role}`,
  )
  const listed = (kind: Access['kind'], names: readonly string[]) =>
    names.map((name) => ({ kind, name }))
  return [
    { kind: 'entry', name: organization.name },
    ...listed('group', groups.map(groupTitle)),
    ...listed('space', spaceTitles),
    ...listed('role', roles),
    ...listed('account role', accountRole === undefined ? [] : [accountRole]),
  ]
}

/** The state the sign-in finds: what is said of the person beforehand, and what the directory made of them, if it is they. */
function stateFor(
  profile: Profile,
  { before }: SamplePerson,
  pushed: Pushed | undefined,
): PersonState | undefined {
  const found = pushed && matchPerson([pushed.candidate], profile)
  // Removed here counts above all: only an invitation or provisioning anew lifts it.
  return found?.state ?? before?.state
}

/** An address the IdP does not vouch for may enter somebody new, or known by the subject, and recognise nobody else. */
function doubted(
  { connection }: Ground,
  { before }: SamplePerson,
  { emailDoubt: doubt }: SignInSample,
): readonly TraceLine[] {
  if (!doubt) return []
  const isByAddress = before !== undefined && before.state !== 'active'
  if (isByAddress || (connection.directory && before === undefined)) throw new Refusal(doubt)
  return [traceLine('warned', 'field', 'email', doubt.detail, doubt.source ?? doubt.code)]
}

function signInTo(
  ground: Ground,
  person: SamplePerson,
  signIn: SignInSample,
  world: World,
  trace: TraceLine[],
): Evaluation {
  const { connection, organization } = ground
  const { preset } = organization
  const pushed = push(ground, person)
  trace.push(...(pushed?.trace ?? []))
  const { profile, trace: fields } = applyMapping(preset, connection.mapping, signIn.subject)
  trace.push(...fields)
  const { settings, directory } = connection
  trace.push(...doubted(ground, person, signIn))
  const state = stateFor(profile, person, pushed)
  const justInTimeProvisioning = connection.justInTimeProvisioning ?? world === 'most'
  const context = { preset, justInTimeProvisioning, settings, directory }
  const admission = admitPerson(context, state && { state }, profile.login)
  trace.push(...admission.trace)
  // Torque's directories speak of people only: of groups, the IdP is asked.
  const isDriven = isDrivenByDirectory({ preset, directory }, settingsFor(preset, settings))
  const reported = isDriven ? pushed?.groups : profile.groups
  const decision = decide(standingOf(ground, person, world, { state, pushed, reported }), profile)
  trace.push(...decision.trace)
  const access = accessOf(ground, decision)
  return { result: 'enters', finding: null, access, contact: decision.contact, trace }
}

const noDirectory = ({ connection }: Ground): Refusal =>
  new Refusal({
    code: 'directory-missing',
    owner: 'caller',
    detail: `no directory provisions the people of connection "${connection.name}"`,
    remedy: 'Add a mortise_directory, or leave the SCIM User out.',
  })

function pushTo(
  ground: Ground,
  person: SamplePerson,
  world: World,
  trace: TraceLine[],
): Evaluation {
  const pushed = push(ground, person)
  if (!pushed) throw noDirectory(ground)
  trace.push(...pushed.trace)
  const { state } = pushed.candidate
  if (state === 'removed' || state === 'inactive') {
    return { result: 'deprovisioned', finding: null, access: [], contact: null, trace }
  }
  const reported = pushed.groups
  const provisioned = decideProvisioned(
    standingOf(ground, person, world, { state, pushed, reported }),
  )
  trace.push(...provisioned.trace)
  const access = accessOf(ground, provisioned).filter(({ kind }) => kind !== 'entry')
  return { result: 'provisioned', finding: null, access, contact: null, trace }
}

/** A refusal is a result like any other. */
export function evaluate(ground: Ground, person: SamplePerson, world: World): Evaluation {
  const trace: TraceLine[] = []
  try {
    return person.signIn
      ? signInTo(ground, person, person.signIn, world, trace)
      : pushTo(ground, person, world, trace)
  } catch (error) {
    if (!Refusal.is(error)) throw error
    return { result: 'refused', finding: error.finding, access: [], contact: null, trace }
  }
}
