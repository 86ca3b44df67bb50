/** Sessions: opened by a sign-in, ended by time, by the person or with their connection. */
import type { TraceLine } from '../../core/index.js'
import type { Deps } from '../deps.js'
import type { Session, SessionHolder } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import { hashOf, newToken } from './secrets.js'

const minute = 60_000

/** How long sessions last. Milliseconds. */
export interface SessionLifetimes {
  /** From the sign-in on, whatever happens. */
  readonly absolute: number
  /** From the last request on. */
  readonly idle: number
}

export const defaultLifetimes: SessionLifetimes = { absolute: 12 * 60 * minute, idle: 60 * minute }

/** Being seen is written down at most this often: not every page view is worth a commit. */
const seenEvery = ({ idle }: SessionLifetimes): number => Math.min(minute, idle / 4)

export interface Opened {
  readonly token: string
  readonly expiresAt: Date
}

/** @param idpEnd - when the IdP wants the session to end at the latest (SessionNotOnOrAfter) */
export async function openSession(
  tx: Transaction,
  opening: {
    readonly holder: SessionHolder
    readonly trace: readonly TraceLine[]
    readonly at: Date
    readonly idpEnd: Date | undefined
    readonly lifetimes: SessionLifetimes
  },
): Promise<Opened> {
  const token = newToken()
  const { holder, trace, at, idpEnd, lifetimes } = opening
  const latest = at.getTime() + lifetimes.absolute
  const expiresAt = new Date(Math.min(latest, idpEnd?.getTime() ?? latest))
  await tx.sessions.insert({
    tokenHash: hashOf(token),
    holder,
    trace,
    createdAt: at,
    lastSeenAt: at,
    expiresAt,
  })
  return { token, expiresAt }
}

export const isOver = (session: Session, now: Date, { idle }: SessionLifetimes): boolean =>
  session.expiresAt <= now || session.lastSeenAt.getTime() + idle <= now.getTime()

/** The session behind a token, if it still lives. Being asked keeps it alive. */
export async function findSession(
  { store, now, lifetimes }: Deps,
  token: string | undefined,
): Promise<Session | undefined> {
  if (token === undefined) return undefined
  const at = now()
  const session = await store.sessions.find(hashOf(token))
  if (!session || isOver(session, at, lifetimes)) return undefined
  if (at.getTime() - session.lastSeenAt.getTime() >= seenEvery(lifetimes)) {
    await store.transaction((tx) => tx.sessions.recordSeen(session.tokenHash, at))
  }
  return session
}

export async function endSession({ store }: Deps, token: string | undefined): Promise<void> {
  if (token === undefined) return
  await store.transaction((tx) => tx.sessions.remove(hashOf(token)))
}

/** The person everywhere, other browsers included. */
export async function endSessionsOf({ store }: Deps, holder: SessionHolder): Promise<void> {
  await store.transaction((tx) => tx.sessions.removeOf(holder))
}
