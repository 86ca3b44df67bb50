/** verifyIdToken: from the text of a token to claims that may be believed. The only maker of VerifiedIdToken; how the text came is for others. */
import type { KeyObject } from 'node:crypto'
import { compactVerify, errors } from 'jose'
import { enforce } from './checks/check.js'
import { headerChecks } from './checks/header.js'
import { claimChecks } from './checks/id-token.js'
import type { IdpConfiguration } from './discovery.js'
import { refusal } from './faults.js'
import { idTokenFacts } from './id-token-facts.js'
import { type JsonObject, parseObject, textIn } from './json.js'
import type { KeyHint, SigningKeys } from './jwks.js'

export interface ExpectedIdToken {
  readonly idp: IdpConfiguration
  readonly clientId: string
  readonly nonce: string
  readonly maxAgeSeconds?: number | undefined
  /** acr or amr values, one of which the token must have. @default - any */
  readonly authnContexts?: readonly string[] | undefined
  /** Audiences that may stand beside our client ID. @default - none */
  readonly trustedAudiences?: readonly string[] | undefined
  /** What came with the token: at_hash and c_hash, where there, must be theirs. */
  readonly accessToken?: string | undefined
  readonly code?: string | undefined
}

declare const verified: unique symbol

/** Claims of an ID token whose signature and every rule held. Only `verifyIdToken` makes one. */
export interface VerifiedIdToken {
  readonly [verified]: true
  readonly subject: string
  readonly claims: JsonObject
  readonly expiresAt: Date
  readonly authTime?: Date
  readonly authnContexts: readonly string[]
}

/** The header as it came, before any key was asked. It can only refuse, and say which key to ask. */
function headerOf(idToken: string): JsonObject {
  const [head = ''] = idToken.split('.', 1)
  const header = parseObject(Buffer.from(head, 'base64url').toString('utf8'))
  return header ?? {}
}

async function verifiedPayload(
  idToken: string,
  key: KeyObject,
  { alg }: KeyHint,
): Promise<JsonObject> {
  const result = await compactVerify(idToken, key, { algorithms: [alg] }).catch(
    (error: unknown) => {
      if (!(error instanceof errors.JOSEError)) throw error
      throw refusal('id-token-signature-invalid', `${alg}: ${error.message}`)
    },
  )
  const claims = parseObject(new TextDecoder().decode(result.payload))
  // The door has seen to it; should a row be lost one day, this is a crash and not a sign-in.
  if (!claims) throw new Error('a payload passed the door without being an object')
  return claims
}

/**
 * Decides whether an ID token may be believed, for one request at one moment.
 * @throws Refusal `id-token-…` or `jwks-…`
 */
export async function verifyIdToken(
  idToken: string,
  expected: ExpectedIdToken,
  {
    keys,
    now,
    skewMs,
  }: { readonly keys: SigningKeys; readonly now: Date; readonly skewMs: number },
): Promise<VerifiedIdToken> {
  const header = headerOf(idToken)
  enforce(headerChecks, { idToken, header, algorithms: expected.idp.algorithms })
  const hint = { alg: textIn(header, 'alg') ?? '', kid: textIn(header, 'kid') }
  const key = await keys.keyFor(expected.idp.jwksUri, hint)
  const claims = await verifiedPayload(idToken, key, hint)
  const facts = idTokenFacts(claims)
  enforce(claimChecks, { facts, expected, alg: hint.alg, now, skewMs })
  const { subject, expiresAt, authTime, authnContexts } = facts
  if (subject === undefined || !expiresAt) throw new Error('the table lost a row')
  const known: Omit<VerifiedIdToken, typeof verified> = {
    ...{ subject, claims, expiresAt, authnContexts },
    ...(authTime ? { authTime } : {}),
  }
  return known as VerifiedIdToken
}
