/** What a directory's groups come to here: memberships in the organization's groups, and so roles; at once, with the reason kept. */
import {
  getPreset,
  grantsFor,
  groupTitle,
  membershipAfter,
  settingsFor,
  traceLine,
  type Group,
  type GroupKey,
  type Membership,
  type RoleRule,
  type ServicePreset,
  type TraceLine,
} from '../../core/index.js'
import { foldCase } from '../../scim/index.js'
import { findConnection, type Connection } from '../connections/connection.js'
import type { Named, SignedIn } from '../store/directories.js'
import type { Reads, Transaction } from '../store/store.js'

/** What made somebody's memberships worth another look. */
export interface Occasion {
  readonly tx: Transaction
  readonly organization: string
  readonly directory: string
  readonly publicUrl: string
  readonly at: Date
  readonly cause: string
}

/** How the preset recognises a group of the directory among the organization's: by name (S61), else by the IdP's own id. */
const reportedBy = ({ groups: { matchedBy } }: ServicePreset, groups: readonly Named[]) =>
  groups.map(({ id, display = '' }) => (matchedBy === 'name' ? display : id))

const isDirectorys = ({ preset, settings }: Connection): boolean =>
  preset.scim?.groups === true && settingsFor(preset, settings).precedence === 'scim'

const groupsHere = async (reads: Reads, organization: string): Promise<readonly Group[]> =>
  (await reads.groups.all(organization)).map(({ input, ...key }) => ({ ...input, ...key }))

/**
 * The memberships of somebody a directory provisions, as its groups say.
 * @returns undefined where sign-ins, and not the directory, say who is in which group (S60)
 */
export async function membershipByDirectory(
  reads: Reads,
  connection: Connection,
  held: readonly GroupKey[],
  user: string,
): Promise<Membership | undefined> {
  if (!isDirectorys(connection)) return undefined
  const { preset, organization, idpKind, settings } = connection
  const groups = await groupsHere(reads, organization.name)
  const reported = reportedBy(preset, await reads.directoryUsers.groupsOf(user))
  return membershipAfter(preset, groups, held, reported, {
    groupMapping: settingsFor(preset, settings).groupMapping,
    idpKind,
  })
}

const titlesOf = (groups: readonly GroupKey[]): string => groups.map(groupTitle).sort().join('\n')

/** Roles given and taken with the groups. */
function rolesBetween(
  rules: readonly RoleRule[],
  held: readonly GroupKey[],
  groups: readonly GroupKey[],
): readonly TraceLine[] {
  const subjects = (trace: readonly TraceLine[]) => new Set(trace.map(({ subject }) => subject))
  const before = grantsFor(rules, held).trace
  const after = grantsFor(rules, groups).trace
  const had = subjects(before)
  const has = subjects(after)
  const lost = before.filter(({ subject }) => !has.has(subject))
  return [
    ...after.map((line) => (had.has(line.subject) ? { ...line, effect: 'kept' as const } : line)),
    ...lost.map(({ subject, source }) =>
      traceLine('took', 'role', subject, 'no group gives it any longer', source),
    ),
  ]
}

async function reevaluateOne(
  { tx, organization, directory, at, cause }: Occasion,
  connection: Connection,
  { id, person }: SignedIn,
): Promise<void> {
  const held = await tx.users.groupsOf(person)
  const membership = await membershipByDirectory(tx, connection, held, id)
  if (!membership || titlesOf(membership.groups) === titlesOf(held)) return
  await tx.users.replaceGroups(person, organization, membership.groups)
  await tx.retraceSessionsOf(person, membership.trace)
  const roles = rolesBetween(connection.organization.input.roleRules, held, membership.groups)
  const trace = [...membership.trace, ...roles]
  await tx.directoryDecisions.record({ directory, user: id, at, cause, trace })
}

/** Roles are asked at each request of what is held then: what is recorded here holds with the next one. */
export async function reevaluate(occasion: Occasion, people: readonly SignedIn[]): Promise<void> {
  const connections = new Map<string, Connection | undefined>()
  for (const one of people) {
    const { connection: name } = one
    if (!connections.has(name))
      connections.set(name, await findConnection(occasion.tx, occasion.publicUrl, name))
    const connection = connections.get(name)
    if (connection) await reevaluateOne(occasion, connection, one)
  }
}

/** Whether a group of the directory, by its name, means anything to the organization: most that are pushed do not. */
export async function meansSomething(
  { tx, organization }: Pick<Occasion, 'tx' | 'organization'>,
  names: readonly (string | undefined)[],
): Promise<boolean> {
  const record = await tx.organizations.find(organization)
  if (!record) return false
  const { matchedBy } = getPreset(record.input.preset).groups
  if (matchedBy !== 'name') return true
  const groups = await tx.groups.all(organization)
  return groups.some(({ name }) => names.includes(name))
}

/** A group of the organization appeared: who is in its namesake of a directory is in it now. */
export async function reevaluateNamesakes(
  occasion: Omit<Occasion, 'directory'>,
  name: string,
): Promise<void> {
  const { tx, organization } = occasion
  for (const { name: directory } of await tx.directories.ofOrganization(organization)) {
    for (const id of await tx.directoryGroups.named(directory, foldCase(name))) {
      const members = await tx.directoryGroups.signedInMembersOf(id)
      await reevaluate({ ...occasion, directory }, members)
    }
  }
}
