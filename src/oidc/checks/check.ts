/** The shape of a rule, and how a part of the table is asked. */
import { type Owner, Refusal } from '../../core/index.js'
import { shortened } from '../faults.js'

export interface Check<Case> {
  /** Stable for ever. */
  readonly code: string
  readonly source: string
  readonly owner: Owner
  /** The rule, as a sentence that is true of a good message. */
  readonly holds: (facts: Case) => boolean
  readonly detail: (facts: Case) => string
  readonly remedy: string
}

export interface Clock {
  readonly now: Date
  readonly skewMs: number
}

/** @throws Refusal of the first row that does not hold */
export function enforce<Case>(rows: readonly Check<Case>[], facts: Case): void {
  const broken = rows.find((row) => !row.holds(facts))
  if (!broken) return
  const { code, owner, remedy, source } = broken
  throw new Refusal({ code, owner, remedy, source, detail: shortened(broken.detail(facts)) })
}

/** With the other side's clock allowed to be fast. */
export const hasBegun = (instant: Date | undefined, { now, skewMs }: Clock): boolean =>
  instant === undefined || instant.getTime() - skewMs <= now.getTime()

/** With the other side's clock allowed to be slow. */
export const isOver = (instant: Date | undefined, { now, skewMs }: Clock): boolean =>
  instant !== undefined && instant.getTime() + skewMs <= now.getTime()

/** "exp is …, our clock says …": a wrong clock is as likely as a late message. */
export const againstClock = (name: string, instant: Date | undefined, { now }: Clock): string =>
  `${name} is ${instant?.toISOString() ?? 'none'}, our clock says ${now.toISOString()}`

export const clockRemedy =
  'Let the person sign in again. If it happens to everybody, set the clocks of IdP and service by NTP.'
