/** The second half of a sign-in: from a verified Assertion to a user with groups and an open session, all in one transaction. */
import {
  applyMapping,
  idpKindOf,
  logLineFor,
  Refusal,
  type IdpKind,
  type Subject,
} from '../../core/index.js'
import type { Assertion } from '../../saml/index.js'
import { connectionOf } from '../connections/connection.js'
import { isOpen } from '../connections/standing.js'
import type { Deps } from '../deps.js'
import type { Attempt, AuthnRequest } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import { sessionTrace } from './access.js'
import { recordedClaims } from './claims.js'
import { recordPerson } from './person.js'
import { connectionChanged, connectionNotEnabled } from './refusals.js'
import { rehearse, type ChecksFor } from './rehearse.js'
import { newReference } from './secrets.js'
import { openSession, type Opened } from './sessions.js'
import { spend } from './spend.js'
import { findTrust, type Trust } from './trust.js'

/** What came of an attempt. All are recorded; only the reference of a refusal is shown. */
export type Outcome =
  | {
      readonly kind: 'signed-in'
      readonly session: Opened
      readonly returnTo: string
      /** What the vendor's page promises to those who search the log (T48). */
      readonly logLine: string | undefined
    }
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

const idpKindIn = ({ connection: { input, idp } }: Trust): IdpKind =>
  input.settings?.idpKind ?? idpKindOf(idp.entityId)

/** Verification used the connection as it was read; what it decides must hold for the connection as it is. */
async function currentTrust(tx: Transaction, deps: Deps, verified: Trust): Promise<Trust> {
  const { name, version } = verified.connection
  const trust = await findTrust(tx, deps.publicUrl(), name)
  if (!trust || trust.connection.version !== version) throw connectionChanged(name)
  return trust
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
  const { user, trace: decided } = await recordPerson(tx, trust, profile, at)
  const trace = [...fields, ...decided]
  const session = await openSession(tx, {
    holder: { kind: 'user', id: user.id },
    trace: sessionTrace(trust, trace),
    at,
    idpEnd: assertion.sessionExpiresAt,
  })
  const attempt: Attempt = {
    ...{ reference: newReference(), connection: name, at, outcome: 'signed-in' },
    ...{ user: user.login, finding: null, trace },
  }
  const returnTo = request?.relayState ?? '/'
  const logLine = logLineFor(trust.preset, idpKindIn(trust), profile.groups)
  return { attempt, outcome: { kind: 'signed-in', session, returnTo, logLine } }
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

const refusedAttempt = (connection: string | null, at: Date, refusal: Refusal): Attempt => ({
  reference: newReference(),
  connection,
  at,
  outcome: 'refused',
  user: null,
  finding: refusal.finding,
  trace: [],
})

/**
 * For what was refused before anything was to be spent.
 * @param connection - null where not even that was found
 */
export async function recordRefusal(
  { store, now }: Deps,
  connection: string | null,
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
  const { preset, connection } = trust
  const { attributeMapping } = connection.input
  const claims = recordedClaims(preset, attributeMapping, proof.assertion.attributes)
  return deps.store.transaction(async (tx) => {
    try {
      const completed = await complete(tx, deps, trust, proof, at)
      await tx.attempts.record({ ...completed.attempt, claims })
      return completed
    } catch (error) {
      if (!Refusal.is(error)) throw error
      const attempt = refusedAttempt(connection.name, at, error)
      await tx.attempts.record({ ...attempt, claims })
      return { attempt, outcome: { kind: 'refused', reference: attempt.reference } }
    }
  })
}
