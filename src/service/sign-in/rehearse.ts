/** A test sign-in from the verified subject on: everything is mapped and decided, and nothing comes of it but knowledge. */
import type { TestCheck, TestResult } from '../../admin-api/index.js'
import {
  applyMapping,
  groupTitle,
  Refusal,
  traceLine,
  type Finding,
  type Profile,
  type Subject,
  type TraceLine,
} from '../../core/index.js'
import type { Connection } from '../connections/connection.js'
import type { Attempt } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import { claimsOf } from './claims.js'
import { notProvisioned } from '../scim/sign-in.js'
import { decisionFor } from './decision.js'
import { admissionOf, recognise, type Recognised } from './person.js'
import { newReference } from './secrets.js'

/** Which rules were asked and how each went, given what was refused; the protocol's own. */
export type ChecksFor = (finding: Finding | undefined) => readonly TestCheck[]

export interface Rehearsal {
  readonly test: string
  readonly subject: Subject
  /** Why the e-mail address must recognise nobody. */
  readonly emailDoubt?: Finding | undefined
  readonly checksFor: ChecksFor
  /** What is worth remembering of the message itself. */
  readonly seen?: readonly TraceLine[]
  readonly at: Date
}

/** Accepted, and yet worth a word. */
export const doubtLine = (doubt: Finding | undefined): readonly TraceLine[] =>
  doubt ? [traceLine('warned', 'field', 'email', doubt.detail, doubt.source ?? doubt.code)] : []

export const nothingRead = (checks: readonly TestCheck[]): TestResult => ({
  ...{ subject: null, claims: {}, profile: null, decision: null, admission: null },
  ...{ checks: [...checks], trace: [] },
})

interface Entrance extends Recognised {
  readonly refusal: Finding | null
  readonly trace: readonly TraceLine[]
}

/** Who may not enter, or not yet, says nothing against the connection: a test must be able to pass before anybody is invited. */
async function entranceOf(
  tx: Transaction,
  connection: Connection,
  profile: Profile,
  emailDoubt: Finding | undefined,
): Promise<Entrance> {
  let recognised: Recognised = {
    ...{ known: undefined, provisioning: notProvisioned, isVouchedFor: true },
  }
  try {
    recognised = await recognise(tx, connection, profile, emailDoubt)
    const { trace } = admissionOf(connection, recognised, profile)
    return { ...recognised, refusal: null, trace }
  } catch (error) {
    if (!Refusal.is(error)) throw error
    return { ...recognised, refusal: error.finding, trace: [] }
  }
}

/** @throws Refusal when the mapping has nothing to work with */
async function resultOf(
  tx: Transaction,
  connection: Connection,
  { subject, checksFor, emailDoubt, seen = [] }: Rehearsal,
): Promise<TestResult> {
  const { preset, attributeMapping } = connection
  const { profile, trace } = applyMapping(preset, attributeMapping, subject)
  const entrance = await entranceOf(tx, connection, profile, emailDoubt)
  const decision = await decisionFor(tx, connection, entrance.known, entrance.provisioning, profile)
  return {
    subject: subject.subject,
    claims: claimsOf(subject.attributes),
    profile: {
      ...{ login: profile.login, name: profile.name, email: profile.email },
      groups: profile.groups ?? null,
    },
    decision: {
      groups: decision.groups.map(groupTitle),
      spaces: decision.spaces.map(({ space, role }) => ({ space, role })),
      roles: decision.roles,
    },
    admission: entrance.refusal,
    checks: checksFor(undefined),
    trace: [...seen, ...trace, ...doubtLine(emailDoubt), ...entrance.trace, ...decision.trace],
  }
}

const testFinished = (id: string): Refusal =>
  new Refusal({
    code: 'test-finished',
    owner: 'user',
    detail: `test "${id}" has its result already`,
    remedy: 'Make a new test.',
  })

/** Maps, decides and records the result. A pass is evidence for the configuration of this moment, and no other. */
export async function rehearse(
  tx: Transaction,
  connection: Connection,
  rehearsal: Rehearsal,
): Promise<Attempt> {
  const { test: id, subject, checksFor, at, seen = [] } = rehearsal
  const { name, idp, digest } = connection
  let finding: Finding | null = null
  let result: TestResult
  try {
    result = await resultOf(tx, connection, rehearsal)
  } catch (error) {
    if (!Refusal.is(error)) throw error
    finding = error.finding
    const claims = claimsOf(subject.attributes)
    const nothing = nothingRead(checksFor(finding))
    result = { ...nothing, subject: subject.subject, claims, trace: [...seen] }
  }
  const outcome = finding ? 'failed' : 'passed'
  const ended = { id, configDigest: digest, outcome, finishedAt: at, finding, result } as const
  if (!(await tx.connectionTests.finish(ended))) throw testFinished(id)
  if (outcome === 'passed') await tx.activations.recordProof(name, digest, idp)
  return {
    ...{ reference: newReference(), connection: name, at, outcome: `test-${outcome}` },
    ...{ user: result.profile?.login ?? null, finding, trace: result.trace },
  }
}
