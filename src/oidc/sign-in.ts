/** completeSignIn: from what the browser brought back to a person who may be believed. Storing requests, finding people and sessions are the service's business. */
import type { Finding, Subject } from '../core/index.js'
import type { Callback } from './callback.js'
import { answerChecks, callbackChecks } from './checks/callback.js'
import { enforce } from './checks/check.js'
import { attributesOf, claimWarnings, merged } from './claims.js'
import type { OidcClient } from './client.js'
import type { IdpConfiguration } from './discovery.js'
import { type Effects, redeemCode } from './exchange.js'
import { verifyIdToken, type VerifiedIdToken } from './id-token.js'
import { callbackError } from './idp-errors.js'
import type { JsonObject } from './json.js'
import type { SigningKeys } from './jwks.js'
import type { RememberedRequest } from './request.js'
import { readUserInfo } from './user-info.js'

export interface CompleteSignInInput {
  readonly idp: IdpConfiguration
  readonly client: OidcClient
  readonly callback: Callback
  /** What the service kept under the state and has just spent. */
  readonly remembered: RememberedRequest
  /** How far the IdP's clock may be off. @default 60 */
  readonly clockSkewSeconds?: number
  /** How long a request may be answered. @default 600 */
  readonly lifetimeSeconds?: number
  /** Audiences that may stand beside our client ID. @default - none */
  readonly trustedAudiences?: readonly string[]
  /** acr or amr values, one of which the ID token must have. @default - any */
  readonly authnContexts?: readonly string[] | undefined
  /** @default 'read' where there is one, except Entra's: it says nothing the ID token does not */
  readonly userInfo?: 'read' | 'ignored'
}

export interface SignInEffects extends Effects {
  readonly keys: SigningKeys
}

declare const verified: unique symbol

/** Who signed in, as the IdP stated it. Only `completeSignIn` makes one. */
export interface OidcIdentity extends Subject {
  readonly [verified]: true
  readonly issuer: string
  /** Of the ID token, and of UserInfo where the ID token is silent. */
  readonly claims: JsonObject
  /** Accepted and yet worth a word: `groups-overage`, `email-unverified`. */
  readonly warnings: readonly Finding[]
  /** When the person proved who they are, where the IdP says so. */
  readonly authTime?: Date
  /** How, where it says so: acr, then amr. */
  readonly authnContexts: readonly string[]
  readonly expiresAt: Date
  /** For `id_token_hint` at sign-out. A secret. */
  readonly idToken: string
}

interface Received {
  readonly idToken: string
  readonly accessToken?: string
}

async function receive(input: CompleteSignInInput, effects: Effects): Promise<Received> {
  const { callback, remembered, idp, client } = input
  if (remembered.flow === 'id-token') return { idToken: callback.idToken ?? '' }
  return redeemCode({ idp, client, code: callback.code ?? '', remembered }, effects)
}

function checkCallback(input: CompleteSignInInput, now: Date, skewMs: number): void {
  const { callback, remembered, idp, client, lifetimeSeconds = 600 } = input
  const { clientId } = client
  const lifetimeMs = lifetimeSeconds * 1000
  const facts = { callback, remembered, idp, clientId, lifetimeMs, now, skewMs }
  enforce(callbackChecks, facts)
  // Only now: an error without our state would let anybody put words into the log.
  if (callback.error !== undefined) throw callbackError(callback.error, callback.errorDescription)
  enforce(answerChecks, facts)
}

async function userInfoOf(
  input: CompleteSignInInput,
  accessToken: string | undefined,
  { subject }: VerifiedIdToken,
  effects: Effects,
): Promise<JsonObject | undefined> {
  const { idp, client } = input
  const { userInfo = idp.idpKind === 'entra' ? 'ignored' : 'read' } = input
  if (userInfo === 'ignored' || !accessToken || idp.userInfoEndpoint === undefined) return undefined
  return readUserInfo({ idp, clientId: client.clientId, accessToken, subject }, effects)
}

/**
 * Decides whether a callback signs somebody in, for one connection and one request.
 * @throws Refusal with a code of the catalogue
 */
export async function completeSignIn(
  input: CompleteSignInInput,
  effects: SignInEffects,
): Promise<OidcIdentity> {
  const { idp, client, callback, remembered, clockSkewSeconds = 60 } = input
  const skewMs = clockSkewSeconds * 1000
  checkCallback(input, effects.now(), skewMs)
  const { idToken, accessToken } = await receive(input, effects)
  const expected = {
    ...{ idp, clientId: client.clientId, nonce: remembered.nonce, accessToken },
    ...{ code: callback.code, maxAgeSeconds: remembered.maxAgeSeconds },
    ...{ trustedAudiences: input.trustedAudiences, authnContexts: input.authnContexts },
  }
  const clock = { keys: effects.keys, now: effects.now(), skewMs }
  const token = await verifyIdToken(idToken, expected, clock)
  const claims = merged(token.claims, await userInfoOf(input, accessToken, token, effects))
  const { subject, expiresAt, authTime, authnContexts } = token
  const known: Omit<OidcIdentity, typeof verified> = {
    ...{ subject, issuer: idp.issuer, claims, attributes: attributesOf(claims) },
    ...{ warnings: claimWarnings(claims), expiresAt, idToken, authnContexts },
    ...(authTime ? { authTime } : {}),
  }
  return known as OidcIdentity
}
