/** The access diff: who gains and who loses what, when one configuration takes another's place. */
import type { Contact } from '../core/index.js'
import type { Config } from './config/load.js'
import { accessKey, without, type Access, type ExplainedLine, type Outcome } from './outcome.js'
import type { SamplePerson } from './samples/person.js'
import { connectionsFor, simulateOne } from './simulate.js'

/** One thing gained or lost, and why. */
export interface Change {
  readonly access: Access
  readonly because: string
  /** Requirement ID or configuration line. */
  readonly source: string | null
}

export interface FieldChange {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

export interface PersonChange {
  readonly persona: string
  readonly connection: string
  readonly before: Outcome
  readonly after: Outcome
  readonly gains: readonly Change[]
  readonly losses: readonly Change[]
  /** Name, login, e-mail address, time zone. */
  readonly fields: readonly FieldChange[]
  /** What is not decided in the one, or in the other, or otherwise than before. */
  readonly undecided: readonly string[]
}

/** That a connection carries sign-ins, or is there at all. */
export interface ConnectionChange {
  readonly connection: string
  readonly change: 'added' | 'removed' | 'enabled' | 'disabled'
}

export interface AccessDiff {
  readonly before: string
  readonly after: string
  readonly connections: readonly ConnectionChange[]
  /** Everybody who was tried, those without a change included. */
  readonly people: readonly PersonChange[]
  readonly changed: boolean
}

const titleIn = ({ kind, subject }: ExplainedLine): string => `${kind}\n${subject}`

/** The line that speaks of it, as far as one does. */
function lineFor({ trace }: Outcome, access: Access, effects: readonly string[]) {
  const kind =
    access.kind === 'entry' ? 'person' : access.kind === 'account role' ? 'role' : access.kind
  const [role, space] = [access.name.split(' as ')[1], access.name.split(' as ')[0]]
  const titles = new Set([
    titleIn({ kind, subject: access.name } as ExplainedLine),
    // A role that a group of a space gives is told as a role: "administer in OrgA".
    ...(kind === 'space' && role !== undefined ? [`role\n${role} in ${space ?? ''}`] : []),
  ])
  return trace.find(
    (line) =>
      effects.includes(line.effect) &&
      (titles.has(titleIn(line)) || (access.kind === 'entry' && line.kind === 'person')),
  )
}

function changeOf(
  access: Access,
  outcome: Outcome,
  effects: readonly string[],
  otherwise: string,
): Change {
  const line = lineFor(outcome, access, effects)
  if (line) return { access, because: line.because, source: line.source }
  const { finding } = outcome
  return { access, because: finding?.detail ?? otherwise, source: finding?.source ?? null }
}

const gained = ['gave', 'kept']
const lost = ['took', 'ignored', 'warned']

function lossOf(access: Access, before: Outcome, after: Outcome): Change {
  if (after.finding) return changeOf(access, { ...after, trace: [] }, [], '')
  const had = lineFor(before, access, gained)
  const otherwise = had
    ? `no longer: ${had.because}${had.source.startsWith('role_rules') ? ` (${had.source})` : ''}`
    : 'nothing gives it any more'
  return changeOf(access, after, lost, otherwise)
}

const contactFields = ['login', 'name', 'email', 'timezone'] as const

function fieldChanges(before: Contact | null, after: Contact | null): readonly FieldChange[] {
  if (!before || !after) return []
  return contactFields
    .map((field) => ({
      field,
      before: before[field] ?? null,
      after: after[field] ?? null,
    }))
    .filter((each) => each.before !== each.after)
}

const openSentences = ({ undecided, result, finding }: Outcome): readonly string[] => [
  ...undecided.map(({ access, because }) =>
    access ? `${accessKey(access).replace('\n', ' ')}: ${because}` : because,
  ),
  ...(result === 'unknown' ? [finding?.detail ?? 'not known'] : []),
]

/** Said of both is not news. */
function undecidedBetween(before: Outcome, after: Outcome): readonly string[] {
  const [was, is] = [openSentences(before), openSentences(after)]
  return [
    ...is.filter((each) => !was.includes(each)).map((each) => `after: ${each}`),
    ...was.filter((each) => !is.includes(each)).map((each) => `before: ${each}`),
  ]
}

function personChange(before: Outcome, after: Outcome): PersonChange {
  return {
    ...{ persona: after.persona, connection: after.connection, before, after },
    gains: without(after.access, before.access).map((access) =>
      changeOf(access, after, gained, 'the configuration gives it'),
    ),
    losses: without(before.access, after.access).map((access) => lossOf(access, before, after)),
    fields: fieldChanges(before.contact, after.contact),
    undecided: undecidedBetween(before, after),
  }
}

const isChange = ({ gains, losses, fields, undecided }: PersonChange): boolean =>
  [gains, losses, fields, undecided].some((list) => list.length > 0)

export const changesIn = ({ people }: AccessDiff): readonly PersonChange[] =>
  people.filter(isChange)

function connectionChange(
  before: Config,
  after: Config,
  connection: string,
): readonly ConnectionChange[] {
  const find = ({ connections }: Config) => connections.find(({ name }) => name === connection)
  const [was, is] = [find(before), find(after)]
  if (!was || !is) return [{ connection, change: is ? 'added' : 'removed' }]
  if (was.enabled === is.enabled) return []
  return [{ connection, change: is.enabled ? 'enabled' : 'disabled' }]
}

const sortedNames = (...lists: readonly (readonly string[])[]): readonly string[] =>
  [...new Set(lists.flat())].sort()

/** The person as a running service knows them already, where one is asked. */
export type AsKnown = (person: SamplePerson, connection: string) => Promise<SamplePerson>

/** Every persona is tried through every connection that fits in either configuration. */
export async function diffAccess(
  before: Config,
  after: Config,
  people: readonly SamplePerson[],
  now: Date,
  asKnown: AsKnown = async (person) => person,
): Promise<AccessDiff> {
  const changes: PersonChange[] = []
  for (const person of people) {
    for (const name of sortedNames(connectionsFor(before, person), connectionsFor(after, person))) {
      const known = await asKnown(person, name)
      const [was, is] = [before, after].map((config) => simulateOne(config, known, name, now))
      if (was && is) changes.push(personChange(was, is))
    }
  }
  const names = ({ connections }: Config) => connections.map(({ name }) => name)
  const connections = sortedNames(names(before), names(after)).flatMap((name) =>
    connectionChange(before, after, name),
  )
  const changed = connections.length > 0 || changes.some(isChange)
  return { before: before.origin, after: after.origin, connections, people: changes, changed }
}
