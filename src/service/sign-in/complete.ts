/** The second half of a sign-in: from a verified person to a user with groups and an open session, all in one transaction. */
import {
  applyMapping,
  logLineFor,
  Refusal,
  type Finding,
  type Subject,
  type TraceLine,
} from '../../core/index.js'
import { findConnection, type Connection } from '../connections/connection.js'
import { isOpen } from '../connections/standing.js'
import type { Deps } from '../deps.js'
import type { Attempt, AuthnRequest } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import { recordedClaims } from './claims.js'
import { recordPerson } from './person.js'
import { connectionChanged, connectionNotEnabled } from './refusals.js'
import { doubtLine, rehearse, type ChecksFor } from './rehearse.js'
import { newReference } from './secrets.js'
import { openSession, type Opened } from './sessions.js'

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

/** What a protocol hands over once it believes what came. */
export interface Proof {
  readonly subject: Subject
  /** When the IdP wants the session to end at the latest (SAML: SessionNotOnOrAfter). */
  readonly idpEnd?: Date | undefined
  /** Local path the IdP wants the person to land at, where it began; a request of ours knows its own. */
  readonly landing?: string | null
  /** What is worth remembering of the message itself; for proof of what a person has set up (`contract/steps`). */
  readonly seen?: readonly TraceLine[]
  /** Why the e-mail address must recognise nobody: the IdP does not vouch for it. */
  readonly emailDoubt?: Finding | undefined
  /**
   * Uses up what is good for one sign-in, here or before.
   * @returns the request answered; `undefined` when the IdP began
   */
  readonly spend: (tx: Transaction, at: Date) => Promise<AuthnRequest | undefined>
  /** Notes as whom the IdP knows the session, by its token. */
  readonly opened?: (tx: Transaction, token: string) => Promise<void>
  /** For a test to show: the protocol's rules, and how each went. */
  readonly checksFor: ChecksFor
}

export interface Completed {
  readonly attempt: Attempt
  readonly outcome: Outcome
}

/** Verification used the connection as it was read; what it decides must hold for the connection as it is. */
async function currentOf(
  tx: Transaction,
  { publicUrl }: Deps,
  { name, revision }: Connection,
): Promise<Connection> {
  const current = await findConnection(tx, publicUrl(), name)
  if (current?.revision === revision) return current
  throw connectionChanged(name)
}

async function checkOpen(tx: Transaction, connection: Connection): Promise<void> {
  const { name, idp } = connection
  if (await isOpen(tx, name, idp, () => connection)) return
  throw connectionNotEnabled(name)
}

async function admit(
  tx: Transaction,
  { lifetimes }: Deps,
  connection: Connection,
  { subject, idpEnd, emailDoubt, opened, landing, seen = [] }: Proof,
  request: AuthnRequest | undefined,
  at: Date,
): Promise<Completed> {
  await checkOpen(tx, connection)
  const { name, preset, idpKind } = connection
  const { profile, trace: fields } = applyMapping(preset, connection.attributeMapping, subject)
  const { user, trace: decided } = await recordPerson(tx, connection, profile, at, emailDoubt)
  const trace = [...seen, ...fields, ...doubtLine(emailDoubt), ...decided]
  const session = await openSession(tx, {
    holder: { kind: 'user', id: user.id },
    ...{ trace, at, idpEnd, lifetimes },
  })
  await opened?.(tx, session.token)
  const attempt: Attempt = {
    ...{ reference: newReference(), connection: name, at, outcome: 'signed-in' },
    ...{ user: user.login, finding: null, claims: recordedClaims(connection, subject) },
    trace,
  }
  const returnTo = (request ? request.relayState : landing) ?? '/'
  const logLine = logLineFor(preset, idpKind, profile.groups)
  return { attempt, outcome: { kind: 'signed-in', session, returnTo, logLine } }
}

/** The request says whether this is a sign-in or its rehearsal, and only a request of ours can say so. */
async function complete(
  tx: Transaction,
  deps: Deps,
  verified: Connection,
  proof: Proof,
  at: Date,
): Promise<Completed> {
  const connection = await currentOf(tx, deps, verified)
  const request = await proof.spend(tx, at)
  if (!request?.test) return admit(tx, deps, connection, proof, request, at)
  const { test } = request
  const attempt = await rehearse(tx, connection, { ...proof, test, at })
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
 * For what was refused before anything was believed.
 * @param connection - null where not even that was found
 */
export async function recordRefusal(
  { store, now }: Deps,
  connection: string | null,
  refusal: Refusal,
): Promise<Completed> {
  const attempt = refusedAttempt(connection, now(), refusal)
  await store.transaction((tx) => tx.attempts.record(attempt))
  return { attempt, outcome: { kind: 'refused', reference: attempt.reference } }
}

/**
 * Spends, maps, decides, records and opens the session, or records the refusal. What was spent stays spent either way:
 * an answer gets one chance, not one for every change of the configuration.
 */
export async function completeSignIn(
  deps: Deps,
  connection: Connection,
  proof: Proof,
): Promise<Completed> {
  const at = deps.now()
  return deps.store.transaction(async (tx) => {
    try {
      const completed = await complete(tx, deps, connection, proof, at)
      await tx.attempts.record(completed.attempt)
      return completed
    } catch (error) {
      if (!Refusal.is(error)) throw error
      const refused = refusedAttempt(connection.name, at, error)
      const attempt = { ...refused, claims: recordedClaims(connection, proof.subject) }
      await tx.attempts.record(attempt)
      return { attempt, outcome: { kind: 'refused', reference: attempt.reference } }
    }
  })
}
