/** When an IdP's metadata is read again. Pure: the clock and the dice are handed in. */

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Metadata §2.3.2: what the document asks for, within what is sensible for both sides. */
const shortest = 10 * minute
const longest = day
const usual = 6 * hour

const firstRetry = 5 * minute

export interface ScheduleFacts {
  readonly now: Date
  /** Readings that failed in a row, this one included; 0 after a good one. */
  readonly failures: number
  /** Milliseconds the document may be kept, if it says so. */
  readonly cacheDuration?: number | undefined
  readonly validUntil?: Date | undefined
  /** 0 to 1: many services started at one moment must not ask one IdP at one moment. */
  readonly random: number
}

const within = (wanted: number): number => Math.min(longest, Math.max(shortest, wanted))

function wait({ now, failures, cacheDuration = usual, validUntil }: ScheduleFacts): number {
  if (failures > 0) return Math.min(longest, firstRetry * 2 ** Math.min(failures - 1, 12))
  // Well before it ends: a reading may fail.
  const untilEnd = validUntil ? (validUntil.getTime() - now.getTime()) * 0.75 : Infinity
  return within(Math.min(cacheDuration, untilEnd))
}

/** Up to a fifth sooner, never later than asked for. */
export const nextReadingAt = (facts: ScheduleFacts): Date =>
  new Date(facts.now.getTime() + Math.round(wait(facts) * (1 - 0.2 * facts.random)))

/** For a connection just registered, whose metadata was read then. */
export const firstReadingAt = (now: Date, random: number): Date =>
  new Date(now.getTime() + Math.round(hour * (1 - 0.5 * random)))
