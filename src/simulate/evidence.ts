/** Whether anything vouches for a sample: a Response is verified where the configuration holds what that takes, and the reader is told either way. */
import { Refusal, settingsFor, type Finding } from '../core/index.js'
import { verifyResponse } from '../saml/index.js'
import type { ConnectionHere } from './config/connections.js'
import type { SignInSample } from './samples/person.js'

export interface Evidence {
  /** `SAML Response, not verified: …` */
  readonly told: string
  /** What the service would refuse it for. */
  readonly finding: Finding | null
  readonly notes: readonly string[]
}

const unverified = (told: string, why: string, notes: readonly string[] = []): Evidence => ({
  told: `${told}, not verified: ${why}`,
  finding: null,
  notes,
})

/** What is missing for a verification. */
function missingFor({ idp, expected }: ConnectionHere): string | undefined {
  if (idp.certificates.length === 0) {
    return 'the configuration holds no certificate of the IdP (its metadata is read by the service)'
  }
  if (idp.entityId === undefined) return 'the configuration does not say the IdP’s entity ID'
  if (expected === undefined) {
    return 'the configuration does not say the service’s URL (--var service_url=… may)'
  }
  return undefined
}

function issuerNotes({ idp }: ConnectionHere, { issuer }: SignInSample): readonly string[] {
  if (issuer === undefined || idp.entityId === undefined || issuer === idp.entityId) return []
  return [`the sample comes from "${issuer}", the connection trusts "${idp.entityId}"`]
}

type Response = NonNullable<SignInSample['response']>

function verified(connection: ConnectionHere, { field, issuedAt }: Response, now: Date): Evidence {
  const { idp, expected, organization, settings } = connection
  // Yesterday's Response is as good a sample as today's: it is judged as of the moment it was made.
  const at = issuedAt ?? now
  const told = `SAML Response, verified as of ${at.toISOString()}: signature, issuer, audience and addresses (not: replay, expiry)`
  if (!expected || idp.entityId === undefined) throw new Error('asked for what is missing')
  try {
    const assertion = verifyResponse({
      samlResponse: field,
      expected: {
        ...expected,
        idpEntityId: idp.entityId,
        certificates: idp.certificates,
        idpInitiated: 'allowed',
      },
      now: at,
    })
    const isAllowed = organization && settingsFor(organization.preset, settings).idpInitiated
    const isUnasked = assertion.inResponseTo === undefined && isAllowed === false
    const source = organization?.preset.idpInitiated.source ?? ''
    const note = `this Response answers no request: sent as it is, the service would refuse it (${source})`
    return { told, finding: null, notes: isUnasked ? [note] : [] }
  } catch (error) {
    if (!Refusal.is(error)) throw error
    return { told: 'SAML Response, refused', finding: error.finding, notes: [] }
  }
}

/** Pure but for what it is given. */
export function evidenceOf(
  connection: ConnectionHere,
  sample: SignInSample | undefined,
  now: Date,
): Evidence {
  if (sample === undefined) {
    return unverified('SCIM User', 'a directory’s token vouches for it, which is not asked here')
  }
  if (sample.response === undefined) {
    const why =
      sample.told === 'ID token' ? 'its signature is not asked here' : 'nobody has signed it'
    return unverified(sample.told, why, issuerNotes(connection, sample))
  }
  const missing = missingFor(connection)
  return missing === undefined
    ? verified(connection, sample.response, now)
    : unverified(sample.told, missing, issuerNotes(connection, sample))
}
