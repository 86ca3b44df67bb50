/** The second half of a sign-in: from a verified Assertion to a user with groups and an open session, all in one transaction. */
import {
  applyMapping,
  Refusal,
  type Profile,
  type Subject,
  type TraceLine,
} from '../../core/index.js'
import type { Assertion } from '../../saml/index.js'
import { connectionOf } from '../connections/connection.js'
import { isOpen } from '../connections/standing.js'
import type { Deps } from '../deps.js'
import type { Attempt, AuthnRequest, User } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import { recogniseProvisioned } from '../scim/sign-in.js'
import { decisionFor } from './decision.js'
import { connectionChanged, connectionNotEnabled, userUnknown } from './refusals.js'
import { rehearse, type ChecksFor } from './rehearse.js'
import { newReference, newUserId } from './secrets.js'
import { openSession, type Opened } from './sessions.js'
import { spend } from './spend.js'
import { findTrust, type Trust } from './trust.js'

/** What came of an attempt. All are recorded; only the reference of a refusal is shown. */
export type Outcome =
  | { readonly kind: 'signed-in'; readonly session: Opened; readonly returnTo: string }
  | { readonly kind: 'refused'; readonly reference: string }
  /** A test, whatever its result: shown to whoever holds it. */
  | { readonly kind: 'tested'; readonly test: string }

export interface Proof {
  readonly assertion: Assertion
  readonly browserToken: string | undefined
  /** For a test to show: the protocol's rules, and how each went. */
  readonly checksFor: ChecksFor
}

export interface Completed {
  readonly attempt: Attempt
  readonly outcome: Outcome
}

/** Verification used the connection as it was read; what it decides must hold for the connection as it is. */
async function currentTrust(tx: Transaction, deps: Deps, verified: Trust): Promise<Trust> {
  const { name, version } = verified.connection
  const trust = await findTrust(tx, deps.publicUrl(), name)
  if (!trust || trust.connection.version !== version) throw connectionChanged(name)
  return trust
}

async function recordUser(
  tx: Transaction,
  trust: Trust,
  profile: Profile,
  at: Date,
): Promise<User> {
  const { connection } = trust
  const { subject, login, name, email } = profile
  const identity = { connection: connection.name, idpEntityId: connection.idp.entityId, subject }
  const known = await tx.users.find(identity)
  const provisioned = await recogniseProvisioned(tx, trust, profile, known)
  if (known) {
    const user = { ...known, login, name, email, lastSignInAt: at }
    await tx.users.update(user)
    await provisioned?.bindTo(user)
    return user
  }
  if (!provisioned && !connection.input.justInTimeProvisioning) {
    throw userUnknown(connection.name, login)
  }
  const user = {
    ...identity,
    ...{ id: newUserId(), login, name, email, createdAt: at, lastSignInAt: at },
  }
  await tx.users.insert(user)
  await provisioned?.bindTo(user)
  return user
}

/** Groups are replaced, roles only explained: what a role rule grants is asked again at every request. */
async function recordGroups(
  tx: Transaction,
  trust: Trust,
  user: User,
  profile: Profile,
): Promise<readonly TraceLine[]> {
  const decision = await decisionFor(tx, trust, user.id, profile)
  const names = decision.groups.map(({ name }) => name)
  await tx.users.replaceGroups(user.id, trust.organization.name, names)
  return decision.trace
}

const subjectOf = ({ nameId, attributes }: Assertion): Subject => ({ subject: nameId, attributes })

async function checkOpen(tx: Transaction, trust: Trust): Promise<void> {
  const { name, idp } = trust.connection
  if (await isOpen(tx, name, idp.entityId, () => connectionOf(trust))) return
  throw connectionNotEnabled(name)
}

async function admit(
  tx: Transaction,
  trust: Trust,
  assertion: Assertion,
  request: AuthnRequest | undefined,
  at: Date,
): Promise<Completed> {
  await checkOpen(tx, trust)
  const { name, input } = trust.connection
  const subject = subjectOf(assertion)
  const { profile, trace: fields } = applyMapping(trust.preset, input.attributeMapping, subject)
  const user = await recordUser(tx, trust, profile, at)
  const trace = [...fields, ...(await recordGroups(tx, trust, user, profile))]
  const session = await openSession(tx, {
    holder: { kind: 'user', id: user.id },
    trace: trace.filter((line) => line.kind !== 'role'),
    at,
    idpEnd: assertion.sessionExpiresAt,
  })
  const attempt: Attempt = {
    ...{ reference: newReference(), connection: name, at, outcome: 'signed-in' },
    ...{ user: user.login, finding: null, trace },
  }
  const returnTo = request?.relayState ?? '/'
  return { attempt, outcome: { kind: 'signed-in', session, returnTo } }
}

/** The request says whether this is a sign-in or its rehearsal, and only a request of ours can say so. */
async function complete(
  tx: Transaction,
  deps: Deps,
  verified: Trust,
  { assertion, browserToken, checksFor }: Proof,
  at: Date,
): Promise<Completed> {
  const trust = await currentTrust(tx, deps, verified)
  const request = await spend(tx, trust.connection.name, assertion, browserToken, at)
  if (!request?.test) return admit(tx, trust, assertion, request, at)
  const { test } = request
  const subject = subjectOf(assertion)
  const attempt = await rehearse(tx, trust, { test, subject, checksFor, at })
  return { attempt, outcome: { kind: 'tested', test } }
}

const refusedAttempt = (connection: string, at: Date, refusal: Refusal): Attempt => ({
  reference: newReference(),
  connection,
  at,
  outcome: 'refused',
  user: null,
  finding: refusal.finding,
  trace: [],
})

/** For what was refused before anything was to be spent. */
export async function recordRefusal(
  { store, now }: Deps,
  connection: string,
  refusal: Refusal,
): Promise<Attempt> {
  const attempt = refusedAttempt(connection, now(), refusal)
  await store.transaction((tx) => tx.attempts.record(attempt))
  return attempt
}

/**
 * Spends, maps, decides, records and opens the session, or records the refusal. What was spent stays spent either way:
 * a Response gets one chance, not one for every change of the configuration.
 */
export async function completeSignIn(deps: Deps, trust: Trust, proof: Proof): Promise<Completed> {
  const at = deps.now()
  return deps.store.transaction(async (tx) => {
    try {
      const completed = await complete(tx, deps, trust, proof, at)
      await tx.attempts.record(completed.attempt)
      return completed
    } catch (error) {
      if (!Refusal.is(error)) throw error
      const attempt = refusedAttempt(trust.connection.name, at, error)
      await tx.attempts.record(attempt)
      return { attempt, outcome: { kind: 'refused', reference: attempt.reference } }
    }
  })
}
