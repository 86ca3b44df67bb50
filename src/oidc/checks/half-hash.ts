/** at_hash and c_hash: what came beside an ID token is what the IdP sent with it. */
import { createHash } from 'node:crypto'

/** Core §3.1.3.6: the left half of the hash the algorithm itself uses. */
const halfHash = (alg: string, value: string): string => {
  const hash = createHash(`sha${alg.slice(2)}`)
    .update(value, 'ascii')
    .digest()
  return hash.subarray(0, hash.length / 2).toString('base64url')
}

/** What is not there is not compared. */
export const isHashOf = (
  hash: string | undefined,
  value: string | undefined,
  alg: string,
): boolean => hash === undefined || value === undefined || hash === halfHash(alg, value)
