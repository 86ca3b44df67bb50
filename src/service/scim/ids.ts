/** Ids of what SCIM clients create: unique, no secret. */
import { randomText } from '../random.js'

/**
 * Begins with the time, as a UUID of version 7 does (RFC 9562 §5.7): rows made after each other lie beside each other in
 * every index of ids, and a commit of several writes a few pages, not a few for each.
 */
export const newResourceId = (at: Date): string =>
  at.getTime().toString(16).padStart(12, '0') + randomText(10, 'hex')
