/** What can be checked of a connection without a person: each row held, or a finding with its remedy. Nothing is changed. */
import type { ConnectionCheck } from '../../admin-api/index.js'
import { certificateFacts, Refusal, samlPolicyFindings, type IdpFacts } from '../../core/index.js'
import { parseIdpMetadata, type IdpMetadata } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import { heldWarnings } from '../idp-metadata/alarm.js'
import { findOidcTrust } from '../sign-in/oidc/trust.js'
import type { SamlConnectionRecord } from '../store/records.js'
import { check, failedBy } from './check-row.js'
import { oidcConnectionChecks } from './oidc-checks.js'

const day = 24 * 60 * 60 * 1000
/** Days: long enough before the end for an IdP's administrator to be reached. */
const soon = 30

/** S14, W14: an expired certificate is the commonest end of a connection that worked. */
function certificateCheck(pem: string, now: Date): ConnectionCheck {
  const { subject, fingerprint, notBefore, notAfter } = certificateFacts(pem)
  const title = `${subject} (SHA-256 ${fingerprint.slice(0, 16)}…)`
  const days = Math.floor((notAfter.getTime() - now.getTime()) / day)
  const remedy = 'Let the IdP publish a new signing certificate, and give it to the connection.'
  const code = 'certificate-days-left'
  if (notAfter <= now) return check(code, 'failed', `${title} ended ${-days} days ago`, remedy)
  if (notBefore > now) {
    return check(code, 'failed', `${title} begins only on ${notBefore.toISOString()}`, remedy)
  }
  return days < soon
    ? check(code, 'warned', `${title} ends in ${days} days`, remedy)
    : check(code, 'held', `${title} ends in ${days} days`)
}

const registerAgain =
  'If the change is the IdP’s own, apply the connection again: the metadata is then read anew.'

function agrees(code: string, what: string, trusted: string, said: string): ConnectionCheck {
  if (trusted === said) return check(code, 'held', `${what}: as registered`)
  const detail = `${what}: registered "${trusted}", the metadata says "${said}"`
  return check(code, 'failed', detail, registerAgain)
}

function certificatesAgree(idp: IdpFacts, metadata: IdpMetadata): ConnectionCheck {
  const code = 'certificates-agree'
  const added = metadata.certificates.filter((pem) => !idp.certificates.includes(pem)).length
  const gone = idp.certificates.filter((pem) => !metadata.certificates.includes(pem)).length
  if (added + gone === 0) return check(code, 'held', 'signing certificates: as registered')
  const detail = `signing certificates: ${added} new in the metadata, ${gone} gone from it`
  return check(code, 'failed', detail, registerAgain)
}

function signedRequests(
  { input }: SamlConnectionRecord,
  { wantAuthnRequestsSigned }: IdpMetadata,
): ConnectionCheck {
  const code = 'signed-requests'
  const signs = input.policy?.signRequests ?? wantAuthnRequestsSigned
  if (signs) return check(code, 'held', 'AuthnRequests are signed with the key of our metadata')
  if (!wantAuthnRequestsSigned) return check(code, 'held', 'the IdP takes unsigned AuthnRequests')
  return check(
    code,
    'failed',
    'the IdP wants signed AuthnRequests, and policy.signRequests is false',
    'Leave policy.signRequests out, or switch the demand off at the IdP.',
  )
}

/** What the connection has opted into against our advice: the audit names the same. */
const policyChecks = ({ input }: SamlConnectionRecord): readonly ConnectionCheck[] =>
  samlPolicyFindings(input.policy).map(({ code, detail, remedy }) =>
    check(code, 'warned', detail, remedy),
  )

/** The IdP's document of now; undefined when it was told by hand. @throws Refusal */
async function metadataOf(
  { readDocument, now }: Deps,
  { input, idp }: SamlConnectionRecord,
): Promise<IdpMetadata | undefined> {
  const { idpMetadataUrl: url, idpMetadataXml: text } = input
  const xml = url === null ? text : await readDocument(url)
  return xml === null ? undefined : parseIdpMetadata(xml, { now: now(), entityId: idp.entityId })
}

async function metadataChecks(
  deps: Deps,
  record: SamlConnectionRecord,
): Promise<readonly ConnectionCheck[]> {
  const code = 'metadata-readable'
  const { idp, input } = record
  try {
    const metadata = await metadataOf(deps, record)
    if (!metadata) return [check(code, 'skipped', 'the IdP was told by hand: there is no metadata')]
    return [
      check(code, 'held', `${input.idpMetadataUrl ?? 'the XML given'} describes the IdP`),
      agrees('entity-id-agrees', 'entity ID', idp.entityId, metadata.entityId),
      agrees('endpoints-agree', 'SSO URL', idp.ssoUrl, metadata.ssoUrl),
      certificatesAgree(idp, metadata),
      signedRequests(record, metadata),
    ]
  } catch (error) {
    if (!Refusal.is(error)) throw error
    return [failedBy(code, error.finding)]
  }
}

/** A protocol joins by a branch of its own. */
export async function connectionChecks(
  deps: Deps,
  name: string,
): Promise<readonly ConnectionCheck[]> {
  const record = await deps.store.samlConnections.find(name)
  if (!record) {
    const trust = await findOidcTrust(deps.store, deps.publicUrl(), name)
    return trust ? oidcConnectionChecks(deps, trust) : []
  }
  const now = deps.now()
  const alarms = heldWarnings(name, await deps.store.metadataReadings.find(name))
  const held = alarms.map(({ code, detail, remedy }) => check(code, 'failed', detail, remedy))
  const certificates = record.idp.certificates.map((pem) => certificateCheck(pem, now))
  return [
    ...(await metadataChecks(deps, record)),
    ...held,
    ...certificates,
    ...policyChecks(record),
  ]
}
