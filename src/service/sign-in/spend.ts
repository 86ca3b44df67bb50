/** Once only: an Assertion is used once, a request is answered once, by the browser that began it. */
import { Refusal } from '../../core/index.js'
import {
  requestExpired,
  requestUnknown,
  responseReplayed,
  type Assertion,
} from '../../saml/index.js'
import type { AuthnRequest } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import { hashOf } from './secrets.js'

/** Login CSRF: a Response made for somebody else must not sign this browser in. */
export const browserHashOf = (browserToken: string | undefined): string | null =>
  browserToken === undefined ? null : hashOf(browserToken)

async function spendRequest(
  tx: Transaction,
  connection: string,
  id: string,
  browserToken: string | undefined,
  now: Date,
): Promise<AuthnRequest> {
  const spending = await tx.authnRequests.spend(connection, id, browserHashOf(browserToken), now)
  if (spending.outcome === 'spent') return spending.request
  throw new Refusal(
    spending.outcome === 'expired' ? requestExpired(id, spending.expiredAt) : requestUnknown(id),
  )
}

/**
 * The assertion goes first: the very same Response a second time is a replay, whatever has become of its request.
 * @returns the request answered; `undefined` when the IdP began
 * @throws Refusal `response-replayed`, `request-unknown` or `request-expired`
 */
export async function spend(
  tx: Transaction,
  connection: string,
  assertion: Assertion,
  browserToken: string | undefined,
  now: Date,
): Promise<AuthnRequest | undefined> {
  const { issuer: idpEntityId, id: assertionId, expiresAt, inResponseTo } = assertion
  const first = await tx.spentAssertions.spend({ idpEntityId, assertionId, expiresAt })
  if (!first) throw new Refusal(responseReplayed(assertionId))
  if (inResponseTo === undefined) return undefined
  return spendRequest(tx, connection, inResponseTo, browserToken, now)
}
