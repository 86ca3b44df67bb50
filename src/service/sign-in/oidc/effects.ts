/** What `src/oidc` needs of the world: the guarded way out, the clock, randomness, and one memory of published keys for this process. */
import { randomBytes } from 'node:crypto'
import { createSigningKeys, type SignInEffects } from '../../../oidc/index.js'
import type { OutgoingOptions } from '../../outgoing-address.js'
import { createOutgoingFetch } from '../../outgoing-fetch.js'

export interface OidcEffects extends SignInEffects {
  /** May an IdP speak plain http on loopback? Only in a rehearsal on one machine. */
  readonly loopback: 'allowed' | 'forbidden'
}

export function createOidcEffects(
  outgoing: OutgoingOptions | undefined,
  now: () => Date,
  fetch = createOutgoingFetch(outgoing),
): OidcEffects {
  return {
    ...{ fetch, now, random: (bytes) => randomBytes(bytes) },
    keys: createSigningKeys({ fetch, now }),
    loopback: outgoing?.allowLoopback === true ? 'allowed' : 'forbidden',
  }
}
