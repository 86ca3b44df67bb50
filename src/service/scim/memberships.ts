/** What a directory's groups come to here: memberships in the organization's groups, and so roles; at once, with the reason kept. */
import {
  decideProvisioned,
  getPreset,
  grantsFor,
  groupTitle,
  traceLine,
  type GroupKey,
  type RoleRule,
  type ServicePreset,
  type Standing,
  type TraceLine,
} from '../../core/index.js'
import { foldCase } from '../../scim/index.js'
import { findConnection, type Connection } from '../connections/connection.js'
import type { SignedIn } from '../store/directories.js'
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

/** The groups a directory puts somebody in, by what the preset recognises them by: the name (S61), else the IdP's own id. */
export async function reportedGroups(
  reads: Reads,
  { groups: { matchedBy } }: ServicePreset,
  user: string,
): Promise<readonly string[]> {
  const groups = await reads.directoryUsers.groupsOf(user)
  return groups.map(({ id, display = '' }) => (matchedBy === 'name' ? display : id))
}

const titlesOf = (groups: readonly GroupKey[]): string => groups.map(groupTitle).sort().join('\n')

/** Roles that were there before are kept, not given; those that are gone are told. */
function against(
  rules: readonly RoleRule[],
  held: readonly GroupKey[],
  trace: readonly TraceLine[],
): readonly TraceLine[] {
  const before = grantsFor(rules, held).trace
  const had = new Set(before.map(({ subject }) => subject))
  const roles = trace.filter(({ kind, effect }) => kind === 'role' && effect === 'gave')
  const has = new Set(roles.map(({ subject }) => subject))
  return [
    ...trace.map((line) =>
      roles.includes(line) && had.has(line.subject) ? { ...line, effect: 'kept' as const } : line,
    ),
    ...before
      .filter(({ subject }) => !has.has(subject))
      .map(({ subject, source }) =>
        traceLine('took', 'role', subject, 'no group gives it any longer', source),
      ),
  ]
}

async function standingOf(
  { tx }: Occasion,
  { preset, organization, settings, idpKind }: Connection,
  { id, person }: SignedIn,
): Promise<Standing> {
  const groups = await tx.groups.all(organization.name)
  return {
    ...{ preset, settings, idpKind, directory: true },
    groups: groups.map(({ input, ...key }) => ({ ...input, ...key })),
    roleRules: organization.input.roleRules,
    held: await tx.users.groupsOf(person),
    directoryGroups: await reportedGroups(tx, preset, id),
  }
}

async function reevaluateOne(
  occasion: Occasion,
  connection: Connection,
  one: SignedIn,
): Promise<void> {
  const { tx, organization, directory, at, cause } = occasion
  const { id, person } = one
  const standing = await standingOf(occasion, connection, one)
  const { held, roleRules } = standing
  const decided = decideProvisioned(standing)
  if (titlesOf(decided.groups) === titlesOf(held)) return
  await tx.users.replaceGroups(person, organization, decided.groups)
  await tx.retraceSessionsOf(
    person,
    decided.trace.filter(({ kind }) => kind === 'group'),
  )
  const trace = against(roleRules, held, decided.trace)
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
