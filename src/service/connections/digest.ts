/** One number for everything that matters to a sign-in: evidence about a configuration is bound to it. Pure. */
import { createHash } from 'node:crypto'

/**
 * Keys in order; absent and null said alike, so that a field added to a later version, and not used, changes no digest
 * and makes no evidence stale.
 */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .filter(([, each]) => each !== null && each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, canonical(each)]))
}

/** @returns SHA-256, lower-case hexadecimal */
export const configDigest = (config: object): string =>
  createHash('sha256')
    .update(JSON.stringify(canonical(config)))
    .digest('hex')
