/** Who a signing-in person is among those we know, and whether they may enter. What they get is the decision's business. */
import { Refusal } from './finding.js'
import type { ServicePreset } from './presets/index.js'
import { settingsFor, type ConnectionSettings } from './settings.js'
import { traceLine, type TraceLine } from './trace.js'

/**
 * Where a person stands.
 * - `invited`: asked in by hand, never here (W07)
 * - `pending`: created by SCIM, never here, no password (T55)
 * - `active`: has been here
 * - `inactive`: deactivated; still listed, cannot enter (Q08)
 * - `removed`: gone from the organization; a tombstone keeps the id, so that coming back is a decision (T59, W09a)
 */
export const personStates = ['invited', 'pending', 'active', 'inactive', 'removed'] as const
export type PersonState = (typeof personStates)[number]

/** What is asked of a known person to recognise them. */
export interface Candidate {
  readonly id: string
  readonly state: PersonState
  /** SCIM `userName`, or the e-mail address of an invitation. */
  readonly userName: string
  /** SCIM `externalId`: the IdP's own id. */
  readonly externalId?: string | undefined
  /** The subject they signed in as through this connection's IdP; undefined for someone who never did. */
  readonly subject?: string | undefined
}

/** What the IdP asserted that can recognise somebody. */
export interface Asserted {
  readonly subject: string
  readonly email: string
  readonly login: string
}

const conflict = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'sp', detail, remedy, source: 'T56' })

const ambiguous = (key: string, found: readonly Candidate[]): Refusal =>
  conflict(
    'person-ambiguous',
    `${found.length} people answer to "${key}"`,
    'Give each person a userName of their own.',
  )

const boundElsewhere = (key: string): Refusal =>
  conflict(
    'person-bound-elsewhere',
    `"${key}" is already somebody who signs in under another NameID or sub`,
    'If the IdP gave this person a new identifier, remove the old person first; otherwise find out who claims this address.',
  )

const same = (a: string, b: string): boolean => a !== '' && a.toLowerCase() === b.toLowerCase()

/** T56, in this order. An e-mail address is compared without case, an identifier character by character. */
const keys: readonly ((candidate: Candidate, asserted: Asserted) => boolean)[] = [
  ({ userName }, { email, login }) => same(userName, email) || same(userName, login),
  ({ externalId }, { subject }) => externalId !== undefined && externalId === subject,
]

function onlyOne(found: readonly Candidate[], { email }: Asserted): Candidate | undefined {
  const [first, ...others] = found
  if (first === undefined) return undefined
  if (others.length > 0) throw ambiguous(email, found)
  if (first.subject !== undefined) throw boundElsewhere(email)
  return first
}

function amongLiving(living: readonly Candidate[], asserted: Asserted): Candidate | undefined {
  const bound = living.find(({ subject }) => subject === asserted.subject)
  if (bound !== undefined) return bound
  for (const answers of keys) {
    const found = living.filter((candidate) => answers(candidate, asserted))
    const matched = onlyOne(found, asserted)
    if (matched !== undefined) return matched
  }
  return undefined
}

/** Any tombstone says the same: removed. The smallest id, so that the order in which they come decides nothing. */
function amongTombstones(
  tombstones: readonly Candidate[],
  asserted: Asserted,
): Candidate | undefined {
  const answering = tombstones.filter(
    (candidate) =>
      candidate.subject === asserted.subject ||
      keys.some((answers) => answers(candidate, asserted)),
  )
  return answering.sort((a, b) => (a.id < b.id ? -1 : 1))[0]
}

/**
 * The known person who is signing in. Whoever signed in before is known by the subject alone; an address finds only
 * somebody who never did, or else a new mailbox would inherit an old person. Tombstones step back before the living:
 * who was invited or provisioned anew is not kept out by who they were.
 * @param candidates - people of this organization, from this connection's IdP or from its directory
 * @returns undefined for someone new
 * @throws Refusal `person-ambiguous` or `person-bound-elsewhere`
 */
export function matchPerson(
  candidates: readonly Candidate[],
  asserted: Asserted,
): Candidate | undefined {
  const living = candidates.filter(({ state }) => state !== 'removed')
  const tombstones = candidates.filter(({ state }) => state === 'removed')
  return amongLiving(living, asserted) ?? amongTombstones(tombstones, asserted)
}

/** What an admission rests on. */
export interface AdmissionContext {
  readonly preset: ServicePreset
  /** The connection's setting. */
  readonly justInTimeProvisioning: boolean
  readonly settings?: ConnectionSettings | undefined
  /** Does a directory provision this organization's people? @default false */
  readonly directory?: boolean
}

export interface Admission {
  readonly step: 'create' | 'activate' | 'enter'
  /** The state afterwards. */
  readonly state: 'active'
  readonly trace: readonly TraceLine[]
}

const admit = (step: Admission['step'], login: string, because: string, source: string) => ({
  step,
  state: 'active' as const,
  trace: [traceLine(step === 'enter' ? 'kept' : 'gave', 'person', login, because, source)],
})

const refuse = (code: string, detail: string, remedy: string, source: string): Refusal =>
  new Refusal({ code, owner: 'sp', detail, remedy, source })

function admitStranger(context: AdmissionContext, login: string): Admission {
  const { preset, justInTimeProvisioning, settings, directory = false } = context
  const { source } = preset.provisioning.justInTime
  if (!justInTimeProvisioning) {
    throw refuse(
      'user-unknown',
      `nobody is known as "${login}", and just-in-time provisioning is off`,
      'Provision or invite the person first, or set justInTimeProvisioning to true.',
      'W07',
    )
  }
  if (directory && settingsFor(preset, settings).precedence === 'scim') {
    throw refuse(
      'user-not-provisioned',
      `nobody is known as "${login}", and this organization's people come from its directory`,
      'Assign the person to the app at the IdP and wait for provisioning, or set precedence to jit.',
      'T33',
    )
  }
  return admit('create', login, 'created at the first sign-in (just-in-time)', source)
}

/**
 * May this person enter, and as a new one, a pending one, or one known here? Neither the order in which SCIM and sign-in
 * arrived nor the time decides, but the state and the connection's settings.
 * @param person - the matched person, or undefined for someone new
 * @throws Refusal `user-unknown`, `user-not-provisioned`, `user-inactive` or `user-removed`
 */
export function admitPerson(
  context: AdmissionContext,
  person: Pick<Candidate, 'state'> | undefined,
  login: string,
): Admission {
  const { provisioning, scim } = context.preset
  switch (person?.state) {
    case undefined:
      return admitStranger(context, login)
    case 'active':
      return admit('enter', login, 'known here', provisioning.justInTime.source)
    case 'invited':
      return admit('activate', login, 'was invited', 'W07')
    case 'pending':
      return admit('activate', login, 'was provisioned; the same person, same id', 'T56')
    case 'inactive':
      throw refuse(
        'user-inactive',
        `"${login}" is deactivated`,
        'Reactivate the person at the IdP or here.',
        scim?.source.deactivated ?? provisioning.removedStayRemoved,
      )
    case 'removed':
      throw refuse(
        'user-removed',
        `"${login}" was removed from the organization and does not come back by signing in`,
        'Invite or provision the person anew.',
        provisioning.removedStayRemoved,
      )
  }
}
