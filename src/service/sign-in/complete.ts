/** The second half of a sign-in: from a verified Assertion to a user with groups and an open session, all in one transaction. */
import {
  applyMapping,
  idpKindOf,
  logLineFor,
  Refusal,
  type IdpKind,
  type TraceLine,
} from '../../core/index.js'
import type { Assertion } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import type { Attempt, User } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import { sessionTrace } from './access.js'
import { recordPerson } from './person.js'
import { newReference } from './secrets.js'
import { openSession, type Opened } from './sessions.js'
import { spend } from './spend.js'
import { findTrust, type Trust } from './trust.js'

/** What came of an attempt. Both are recorded; only the reference of a refusal is shown. */
export type Outcome =
  | {
      readonly signedIn: true
      readonly session: Opened
      readonly returnTo: string
      /** What the vendor's page promises to those who search the log (T48). */
      readonly logLine: string | undefined
    }
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
  readonly logLine: string | undefined
}

const idpKindIn = ({ connection: { input, idp } }: Trust): IdpKind =>
  input.settings?.idpKind ?? idpKindOf(idp.entityId)

const connectionChanged = (name: string): Refusal =>
  new Refusal({
    code: 'connection-changed',
    owner: 'user',
    detail: `connection "${name}" was changed while the Response was being verified`,
    remedy: 'Begin the sign-in again.',
  })

/** Verification used the connection as it was read; what it decides must hold for the connection as it is. */
async function currentTrust(tx: Transaction, deps: Deps, verified: Trust): Promise<Trust> {
  const { name, version } = verified.connection
  const trust = await findTrust(tx, deps.publicUrl(), name)
  if (!trust || trust.connection.version !== version) throw connectionChanged(name)
  return trust
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
  const { user, trace: decided } = await recordPerson(tx, trust, profile, at)
  const trace = [...fields, ...decided]
  const session = await openSession(tx, {
    userId: user.id,
    trace: sessionTrace(trust, trace),
    at,
    idpEnd: assertion.sessionExpiresAt,
  })
  const logLine = logLineFor(trust.preset, idpKindIn(trust), profile.groups)
  return { user, trace, session, returnTo: request?.relayState ?? '/', logLine }
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
      const { user, trace, session, returnTo, logLine } = await admit(tx, deps, trust, proof, at)
      const attempt: Attempt = {
        ...{ reference: newReference(), connection: name, at, outcome: 'signed-in' },
        ...{ user: user.login, finding: null, trace },
      }
      await tx.attempts.record(attempt)
      return { attempt, outcome: { signedIn: true, session, returnTo, logLine } }
    } catch (error) {
      if (!Refusal.is(error)) throw error
      const attempt = refusedAttempt(name, at, error)
      await tx.attempts.record(attempt)
      return { attempt, outcome: { signedIn: false, reference: attempt.reference } }
    }
  })
}
