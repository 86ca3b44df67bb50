/** Once only: a request is answered once, by the browser that began it, and before the IdP is asked anything in its name. */
import { Refusal } from '../../../core/index.js'
import {
  authorizationRequestExpired,
  authorizationRequestUnknown,
  type RememberedRequest,
} from '../../../oidc/index.js'
import type { Deps } from '../../deps.js'
import type { AuthnRequest } from '../../store/records.js'
import { browserHashOf } from '../spend.js'
import { requestIdOf, unsealRequest } from './memory.js'

export interface SpentRequest {
  readonly request: AuthnRequest
  readonly remembered: RememberedRequest
}

/** A request of ours, not yet spent: whose it is, may be told to its log. */
export const findRequest = (
  { store }: Pick<Deps, 'store'>,
  state: string,
): Promise<AuthnRequest | undefined> => store.authnRequests.find(requestIdOf(state))

const unknown = (): Refusal => new Refusal(authorizationRequestUnknown())

/**
 * In a transaction of its own: a code is redeemed over the network, which no transaction waits for, and of two callbacks
 * with one state only one may get there.
 * @throws Refusal `authorization-request-unknown` or `authorization-request-expired`
 */
export async function spendRequest(
  { store, now }: Deps,
  known: AuthnRequest,
  state: string,
  browserToken: string | undefined,
): Promise<SpentRequest> {
  const remembered = known.sealed === undefined ? undefined : unsealRequest(state, known.sealed)
  if (!remembered) throw unknown()
  const at = now()
  const spending = await store.transaction((tx) =>
    tx.authnRequests.spend(known.connection, known.id, browserHashOf(browserToken), at),
  )
  if (spending.outcome === 'spent') return { request: spending.request, remembered }
  if (spending.outcome === 'expired') {
    throw new Refusal(authorizationRequestExpired(known.expiresAt, at))
  }
  throw unknown()
}
