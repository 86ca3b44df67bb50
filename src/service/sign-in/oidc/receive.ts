/** The second half of a sign-in by OpenID Connect: from what the browser brought back to what came of it. */
import { isName, Refusal } from '../../../core/index.js'
import {
  authorizationRequestUnknown,
  completeSignIn as verifyCallback,
  parseCallback,
  type Callback,
  type CallbackParameters,
  type OidcIdentity,
} from '../../../oidc/index.js'
import { oidcConnectionOf, type Connection } from '../../connections/connection.js'
import { clientOf } from '../../connections/oidc-client.js'
import { configurationOf } from '../../connections/oidc-idp.js'
import type { Deps } from '../../deps.js'
import type { AuthnRequest } from '../../store/records.js'
import { completeSignIn, recordRefusal, type Completed } from '../complete.js'
import { authnContextSeen } from '../seen.js'
import { recordFailedTest } from '../failed-test.js'
import { clockSkewSeconds } from './begin.js'
import { oidcChecks } from './checks.js'
import { findRequest, spendRequest, type SpentRequest } from './spend.js'
import { findOidcTrust, type OidcTrust } from './trust.js'

/** What came, at which address, from which browser. */
export interface Arrival {
  readonly parameters: CallbackParameters
  readonly delivery: 'query' | 'form_post'
  /** The redirect URI at which it came. */
  readonly redirectUri: string
  /** The connection that address is for, where it is for one. */
  readonly name: string | undefined
  readonly browserToken: string | undefined
}

export interface Received {
  /** Undefined where not even that was found. */
  readonly connection: Connection | undefined
  readonly completed: Completed
}

const unknown = (): Refusal => new Refusal(authorizationRequestUnknown())

async function verify(
  { store, secrets, oidc }: Deps,
  { connection }: OidcTrust,
  callback: Callback,
  { remembered }: SpentRequest,
): Promise<OidcIdentity> {
  const client = await clientOf(store, secrets, connection)
  const idp = configurationOf(connection.idp)
  const { authnContexts } = connection.input.settings ?? {}
  const asked = { idp, client, callback, remembered, clockSkewSeconds, authnContexts }
  return verifyCallback(asked, oidc)
}

/** Refused before anybody was believed: a test's failure where it was one, an attempt otherwise. */
async function recordFailure(
  deps: Deps,
  connection: Connection,
  { test }: AuthnRequest,
  refusal: Refusal,
): Promise<Completed> {
  const { finding } = refusal
  const failed = test
    ? await recordFailedTest(deps, connection, test, finding, oidcChecks(finding))
    : undefined
  return failed ?? recordRefusal(deps, connection.name, refusal)
}

/** From here on the request is spent, whatever comes of it. */
async function answer(
  deps: Deps,
  trust: OidcTrust,
  callback: Callback,
  spent: SpentRequest,
): Promise<Completed> {
  const connection = oidcConnectionOf(trust)
  try {
    const identity = await verify(deps, trust, callback, spent)
    return await completeSignIn(deps, connection, {
      subject: identity,
      seen: authnContextSeen(identity.authnContexts),
      emailDoubt: identity.warnings.find(({ code }) => code === 'email-unverified'),
      spend: async () => spent.request,
      checksFor: oidcChecks,
    })
  } catch (error) {
    if (!Refusal.is(error)) throw error
    return recordFailure(deps, connection, spent.request, error)
  }
}

/** The request a state belongs to, and its connection: at the address it was sent back to, and at no other. */
async function trustFor(
  deps: Deps,
  request: AuthnRequest | undefined,
  { redirectUri }: Arrival,
): Promise<OidcTrust | undefined> {
  if (!request) return undefined
  const trust = await findOidcTrust(deps.store, deps.publicUrl(), request.connection)
  return trust?.endpoints.redirectUri === redirectUri ? trust : undefined
}

/** For the log of the one whose address it was, when nothing else says whose callback this is. */
async function connectionAt(
  { store, publicUrl }: Deps,
  { name, redirectUri }: Arrival,
): Promise<Connection | undefined> {
  if (name === undefined || !isName(name)) return undefined
  const trust = await findOidcTrust(store, publicUrl(), name)
  return trust?.endpoints.redirectUri === redirectUri ? oidcConnectionOf(trust) : undefined
}

/** Decides over a callback, and records the attempt whatever comes of it. */
export async function receiveCallback(deps: Deps, arrival: Arrival): Promise<Received> {
  let trust: OidcTrust | undefined
  try {
    const callback = parseCallback(arrival.parameters, arrival.delivery)
    const request = await findRequest(deps, callback.state)
    trust = await trustFor(deps, request, arrival)
    if (!request || !trust) throw unknown()
    const spent = await spendRequest(deps, request, callback.state, arrival.browserToken)
    const completed = await answer(deps, trust, callback, spent)
    return { connection: oidcConnectionOf(trust), completed }
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const connection = trust ? oidcConnectionOf(trust) : await connectionAt(deps, arrival)
    return { connection, completed: await recordRefusal(deps, connection?.name ?? null, error) }
  }
}
