/** What an authorization request must remember, kept so that only who brings its state back can open it: who reads the database has neither nonce nor code verifier. */
import { createHash, createSecretKey } from 'node:crypto'
import type { RememberedRequest } from '../../../oidc/index.js'
import { seal, unseal } from '../../secrets/seal.js'

const purpose = 'mortise authorization request'

const hashed = (...parts: readonly string[]): Buffer =>
  createHash('sha256').update(parts.join('\0')).digest()

/** Under which it is found. */
export const requestIdOf = (state: string): string => hashed(`${purpose} id`, state).toString('hex')

/** State has 256 random bits, so a plain hash of it is a key. */
const keyOf = (state: string) => ({
  id: purpose,
  key: createSecretKey(hashed(`${purpose} key`, state)),
})

export const sealRequest = (request: RememberedRequest): string =>
  seal(keyOf(request.state), requestIdOf(request.state), JSON.stringify(request))

/** @returns undefined when it was changed in the database */
export function unsealRequest(state: string, sealed: string): RememberedRequest | undefined {
  const text = unseal(keyOf(state), requestIdOf(state), sealed)
  // We wrote it, and the seal says that nobody else did.
  return text === undefined ? undefined : (JSON.parse(text) as RememberedRequest)
}
