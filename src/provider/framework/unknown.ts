/** The two values Terraform has beside data: `null` (absent) and UNKNOWN (not known until apply). Never `undefined` for either. */

/** A value Terraform will only know during apply. A symbol, so it can never be mistaken for, or serialised as, data. */
export const UNKNOWN: unique symbol = Symbol('unknown until apply')

export type Unknown = typeof UNKNOWN

export function isUnknown(value: unknown): value is Unknown {
  return value === UNKNOWN
}

/** True when no UNKNOWN hides anywhere inside: only then may a value be stored. */
export function isWhollyKnown(value: unknown): boolean {
  if (isUnknown(value)) return false
  if (value === null || typeof value !== 'object') return true
  return Object.values(value).every(isWhollyKnown)
}
