/** What is remembered of sign-ins: who signed in, how it was asked for, what is spent, and what came of it. */
import type { Finding, TraceLine } from '../../core/index.js'

/** A person as one IdP names them through one connection: a NameID means something only to the IdP that issued it. */
export interface Identity {
  readonly connection: string
  readonly idpEntityId: string
  readonly subject: string
}

export interface User extends Identity {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly email: string
  readonly createdAt: Date
  readonly lastSignInAt: Date
}

/** Somebody an IdP vouched for, or an administrator with a password. */
export interface SessionHolder {
  readonly kind: 'user' | 'administrator'
  readonly id: string
}

export interface Session {
  /** SHA-256 of the token the browser holds; the token itself is kept nowhere. */
  readonly tokenHash: string
  readonly holder: SessionHolder
  /** Why the fields and groups are as they are; roles follow the rules of the moment. */
  readonly trace: readonly TraceLine[]
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly expiresAt: Date
}

/** An AuthnRequest that is out, waiting for its Response; or an authorization request, waiting for its callback. */
export interface AuthnRequest {
  /** Of an authorization request: the hash of its state. */
  readonly id: string
  readonly connection: string
  /** Local path the person wanted; null for the landing page. */
  readonly relayState: string | null
  /** SHA-256 of the cookie of the browser that began; null where no cookie can come back (see README). */
  readonly browserHash: string | null
  /** The connection test it belongs to: its Response opens no session. */
  readonly test: string | null
  /** What an authorization request must remember; only who brings its state can open it. */
  readonly sealed?: string
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** What became of an attempt to spend an AuthnRequest. Only `spent` may go on. */
export type Spending =
  | { readonly outcome: 'spent'; readonly request: AuthnRequest }
  | { readonly outcome: 'expired'; readonly expiredAt: Date }
  | { readonly outcome: 'unknown' | 'already-spent' }

export interface SpentAssertion {
  readonly idpEntityId: string
  readonly assertionId: string
  /** After this the assertion would be refused by its own dates, and need not be remembered. */
  readonly expiresAt: Date
}

/** What an IdP sent, by name. */
export type Claims = Readonly<Record<string, readonly string[]>>

export interface Attempt {
  readonly reference: string
  /** Whose administrators may read it; null: nobody's. @default - the connection's of that moment */
  readonly organization?: string | null
  /** null: by e-mail and password, or a Response that led to no connection. */
  readonly connection: string | null
  readonly at: Date
  readonly outcome: 'signed-in' | 'refused' | 'test-passed' | 'test-failed'
  readonly user: string | null
  readonly finding: Finding | null
  readonly trace: readonly TraceLine[]
  /** What was verified, redacted (`sign-in/claims.ts`). @default null - nothing was verified, or there was no IdP */
  readonly claims?: Claims | null
}

export type RecordedAttempt = Required<Attempt>

/** A session as its IdP knows it: what a LogoutRequest speaks of, theirs or ours. */
export interface SamlSession {
  readonly tokenHash: string
  readonly connection: string
  readonly idpEntityId: string
  readonly nameId: string
  readonly nameIdFormat: string
  readonly nameQualifier: string | null
  readonly spNameQualifier: string | null
  readonly sessionIndex: string | null
}

/** A LogoutRequest that is out. Never to be taken for an AuthnRequest, which is why it is kept apart. */
export interface LogoutRequest {
  readonly id: string
  readonly connection: string
  readonly expiresAt: Date
}
