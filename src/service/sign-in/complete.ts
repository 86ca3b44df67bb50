/** The second half of a sign-in: from a verified Assertion to a user with groups and an open session, all in one transaction. */
import {
  applyMapping,
  decide,
  idpKindOf,
  Refusal,
  type Profile,
  type TraceLine,
} from '../../core/index.js'
import type { Assertion } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import type { Attempt, User } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import { recogniseProvisioned } from '../scim/sign-in.js'
import { groupsHeld } from './held.js'
import { newReference, newUserId } from './secrets.js'
import { openSession, type Opened } from './sessions.js'
import { spend } from './spend.js'
import { findTrust, type Trust } from './trust.js'

/** What came of an attempt. Both are recorded; only the reference of a refusal is shown. */
export type Outcome =
  | { readonly signedIn: true; readonly session: Opened; readonly returnTo: string }
  | { readonly signedIn: false; readonly reference: string }

export interface Proof {
  readonly assertion: Assertion
  readonly browserToken: string | undefined
}

interface Admitted {
  readonly user: User
  readonly trace: readonly TraceLine[]
  readonly session: Opened
  readonly returnTo: string
}

const connectionChanged = (name: string): Refusal =>
  new Refusal({
    code: 'connection-changed',
    owner: 'user',
    detail: `connection "${name}" was changed while the Response was being verified`,
    remedy: 'Begin the sign-in again.',
  })

const userUnknown = (trust: Trust, login: string): Refusal =>
  new Refusal({
    code: 'user-unknown',
    owner: 'sp',
    detail: `nobody is known as "${login}" through connection "${trust.connection.name}", and just-in-time provisioning is off`,
    remedy: 'Provision the person first, or set justInTimeProvisioning to true.',
    source: 'W07',
  })

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
  if (!provisioned && !connection.input.justInTimeProvisioning) throw userUnknown(trust, login)
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
  { connection, organization, preset }: Trust,
  user: User,
  profile: Profile,
): Promise<readonly TraceLine[]> {
  const records = await tx.groups.all(organization.name)
  const decision = decide(
    {
      preset,
      groups: records.map(({ input, ...key }) => ({ ...input, ...key })),
      roleRules: organization.input.roleRules,
      held: await groupsHeld(tx, user.id, organization.name),
      idpKind: idpKindOf(connection.idp.entityId),
      settings: connection.input.settings,
    },
    profile,
  )
  const names = decision.groups.map(({ name }) => name)
  await tx.users.replaceGroups(user.id, organization.name, names)
  return decision.trace
}

async function admit(
  tx: Transaction,
  deps: Deps,
  verified: Trust,
  { assertion, browserToken }: Proof,
  at: Date,
): Promise<Admitted> {
  const trust = await currentTrust(tx, deps, verified)
  const { name, input } = trust.connection
  const request = await spend(tx, name, assertion, browserToken, at)
  const { profile, trace: fields } = applyMapping(trust.preset, input.attributeMapping, {
    subject: assertion.nameId,
    attributes: assertion.attributes,
  })
  const user = await recordUser(tx, trust, profile, at)
  const trace = [...fields, ...(await recordGroups(tx, trust, user, profile))]
  const session = await openSession(tx, {
    userId: user.id,
    trace: trace.filter((line) => line.kind !== 'role'),
    at,
    idpEnd: assertion.sessionExpiresAt,
  })
  return { user, trace, session, returnTo: request?.relayState ?? '/' }
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
export async function completeSignIn(
  deps: Deps,
  trust: Trust,
  proof: Proof,
): Promise<{ readonly attempt: Attempt; readonly outcome: Outcome }> {
  const at = deps.now()
  const { name } = trust.connection
  return deps.store.transaction(async (tx) => {
    try {
      const { user, trace, session, returnTo } = await admit(tx, deps, trust, proof, at)
      const attempt: Attempt = {
        ...{ reference: newReference(), connection: name, at, outcome: 'signed-in' },
        ...{ user: user.login, finding: null, trace },
      }
      await tx.attempts.record(attempt)
      return { attempt, outcome: { signedIn: true, session, returnTo } }
    } catch (error) {
      if (!Refusal.is(error)) throw error
      const attempt = refusedAttempt(name, at, error)
      await tx.attempts.record(attempt)
      return { attempt, outcome: { signedIn: false, reference: attempt.reference } }
    }
  })
}
