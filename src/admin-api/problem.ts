/** Problem details (RFC 9457) ↔ Refusal: how a Finding crosses the wire. */
import * as z from 'zod/mini'
import { Refusal, type Finding } from '../core/index.js'
import { Problem } from './schemas.js'

/** Media type of RFC 9457 §3. */
export const problemType = 'application/problem+json'

/** Codes whose status is not 400. One code, one status, for ever. */
const statusOf: Readonly<Record<string, number>> = {
  'token-missing': 401,
  'token-wrong': 401,
  'not-found': 404,
  'no-such-route': 404,
  'already-exists': 412,
  'version-conflict': 412,
  'still-in-use': 409,
  'preset-fixed': 409,
  'organization-fixed': 409,
  'name-taken': 409,
  'client-secret-needed-again': 409,
  'issuer-taken': 409,
  'idp-entity-id-changed': 409,
  'body-too-large': 413,
  'media-type-unsupported': 415,
  'too-many-requests': 429,
  'too-many-tokens': 409,
  'connection-needed': 409,
  'organization-missing': 422,
  'outgoing-address-refused': 422,
  // The connection or the organization is not ready for what was asked.
  'test-missing': 409,
  'entitlement-missing': 409,
  'break-glass-missing': 409,
  'sign-in-unproven': 409,
  'sso-policy-in-force': 409,
  'domain-taken': 409,
  'domain-unverified': 422,
  'connection-missing': 422,
  'administrator-missing': 422,
  'test-link-unusable': 410,
  'dns-unreachable': 422,
  'group-synced': 409,
  'never-signed-in': 409,
  'not-signed-in': 401,
  'cross-site-request': 403,
  'internal-error': 500,
  'shutting-down': 503,
  'secret-key-missing': 503,
}

/** The request was fine; what the IdP says of itself, by metadata or discovery, was not. */
const ofMetadata = (code: string): number | undefined =>
  /^(metadata|discovery)-/.test(code) ? 422 : undefined

export const problemStatus = (code: string): number => statusOf[code] ?? ofMetadata(code) ?? 400

const titleOf = (code: string): string => {
  const words = code.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function problemOf(finding: Finding): Problem {
  return {
    type: `urn:mortise:problem:${finding.code}`,
    title: titleOf(finding.code),
    status: problemStatus(finding.code),
    ...finding,
  }
}

/** The Refusal a problem body carries; `undefined` when the body is not one of ours (a proxy's page, say). */
export function refusalOf(body: unknown): Refusal | undefined {
  const parsed = z.safeParse(Problem, body)
  if (!parsed.success) return undefined
  const { code, owner, detail, remedy, source, path } = parsed.data
  return new Refusal({
    code,
    owner,
    detail,
    remedy,
    ...(source ? { source } : {}),
    ...(path ? { path } : {}),
  })
}
