/** Random values as text. */
import { randomFillSync } from 'node:crypto'

/** Asked for a few bytes at a time, they cost more than many a request. */
const pool = Buffer.alloc(16 * 1024)
let at = pool.length

/** @param bytes - as many nobody can guess, each used once */
export function randomText(bytes: number, encoding: 'hex' | 'base64url'): string {
  if (at + bytes > pool.length) {
    randomFillSync(pool)
    at = 0
  }
  const end = at + bytes
  const text = pool.toString(encoding, at, end)
  pool.fill(0, at, end) // what was handed out is not kept here
  at = end
  return text
}
