/** The shape of a rule, and what each part of the table may look at. */
import type { Owner } from '../../core/index.js'
import type { AssertionFacts, ConfirmationFacts, ResponseFacts } from '../facts.js'

/** What this connection expects; the same for every Response it receives. */
export interface Expectations {
  readonly acsUrl: string
  readonly spEntityId: string
  readonly idpEntityId: string
  readonly idpInitiated: 'allowed' | 'forbidden'
  /** @default 'accepted' */
  readonly encryption?: 'accepted' | 'required' | 'refused'
  /** AuthnContextClassRefs, one of which every statement must have. @default - any */
  readonly authnContexts?: readonly string[] | undefined
}

export interface ResponseCase {
  readonly response: ResponseFacts
  readonly expected: Expectations
  readonly now: Date
  readonly skewMs: number
}

export interface AssertionCase extends ResponseCase {
  readonly assertion: AssertionFacts
}

export interface ConfirmationCase extends AssertionCase {
  readonly confirmation: ConfirmationFacts
}

export interface Check<Case> {
  /** Stable for ever. */
  readonly code: string
  readonly source: string
  readonly owner: Owner
  /** The rule, as a sentence that is true of a good Response. */
  readonly holds: (facts: Case) => boolean
  readonly detail: (facts: Case) => string
  readonly remedy: string
}

interface Clock {
  readonly now: Date
  readonly skewMs: number
}

/** NotBefore, with the other side's clock allowed to be fast. */
export const hasBegun = (instant: Date | undefined, { now, skewMs }: Clock): boolean =>
  instant === undefined || instant.getTime() - skewMs <= now.getTime()

/** NotOnOrAfter, with the other side's clock allowed to be slow. */
export const isOver = (instant: Date | undefined, { now, skewMs }: Clock): boolean =>
  instant !== undefined && instant.getTime() + skewMs <= now.getTime()

export const spoken = (instant: Date | undefined): string => instant?.toISOString() ?? 'never'

/** "NotOnOrAfter is …, our clock says …": a wrong clock is as likely as a late message. */
export const againstClock = (name: string, instant: Date | undefined, { now }: Clock): string =>
  `${name} is ${spoken(instant)}, our clock says ${now.toISOString()}`

export const clockRemedy =
  'Let the person sign in again. If it happens to everybody, set the clocks of IdP and service by NTP.'

export const acsRemedy =
  'Set Single sign-on URL, used for Recipient and Destination too (Okta), or Reply URL (Entra) to the ACS URL of this connection, to the letter.'

export const issuerRemedy =
  "Give the connection the IdP's metadata again; the entity ID is the Issuer (Okta) or Microsoft Entra Identifier (Entra). If another IdP or tenant sent this, correct the app there."
