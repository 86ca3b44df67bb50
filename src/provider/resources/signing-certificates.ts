/** What a plan can say of signing certificates: whether the service would believe them, and for how long. A set, because IdPs rotate: one that holds is enough. */
import { X509Certificate, type KeyObject } from 'node:crypto'
import { certificateFacts, normalizeCertificate } from '../../core/index.js'
import { diagnosticOf, warningOf } from '../complaints.js'
import type { Diagnostic } from '../framework/index.js'

/** As much of a connection's policy as matters here; what is not known yet allows nothing. */
interface Leniency {
  readonly allowWeakKeys?: unknown
  readonly certificateValidity?: unknown
}

interface Fault {
  readonly code: string
  readonly detail: string
  /** The service goes on believing the certificate. */
  readonly isBearable: boolean
}

const day = 24 * 60 * 60 * 1000
const soon = 30 * day

const bits = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): number | undefined =>
  asymmetricKeyType === 'rsa' ? asymmetricKeyDetails?.modulusLength : undefined

function keyFault(title: string, pem: string, { allowWeakKeys }: Leniency): Fault[] {
  const length = bits(new X509Certificate(pem).publicKey)
  if (length === undefined || length >= 2048) return []
  const isBearable = allowWeakKeys === true && length >= 1024
  const detail = `${title} has an RSA key of ${length} bits; 2048 are the least`
  return [{ code: 'signing-key-weak', detail, isBearable }]
}

/** Rows: the first that applies is what is said of the dates. */
function dateFault(
  title: string,
  { notBefore, notAfter }: { readonly notBefore: Date; readonly notAfter: Date },
  { certificateValidity }: Leniency,
  now: Date,
): Fault[] {
  const isBearable = certificateValidity === 'warned'
  const left = notAfter.getTime() - now.getTime()
  if (left <= 0)
    return [
      {
        code: 'signing-certificate-expired',
        detail: `${title} expired on ${notAfter.toISOString()}`,
        isBearable,
      },
    ]
  if (notBefore.getTime() > now.getTime())
    return [
      {
        code: 'signing-certificate-not-yet-valid',
        detail: `${title} begins on ${notBefore.toISOString()}`,
        isBearable,
      },
    ]
  if (left > soon) return []
  const detail = `${title} ends on ${notAfter.toISOString()}, in ${Math.floor(left / day)} days`
  return [{ code: 'signing-certificate-ends-soon', detail, isBearable: true }]
}

function faultsOf(text: string, policy: Leniency, now: Date): readonly Fault[] {
  const pem = normalizeCertificate(text)
  const facts = certificateFacts(pem)
  const title = `certificate ${facts.fingerprint.slice(0, 16)} (${facts.subject})`
  return [...keyFault(title, pem, policy), ...dateFault(title, facts, policy, now)]
}

const remedies: Readonly<Record<string, string>> = {
  'signing-key-weak':
    'Let the IdP sign with a key of at least 2048 bits, and give its certificate; or, for as long as that takes, set policy.allowWeakKeys.',
}

const remedyOf = (code: string): string =>
  remedies[code] ??
  'Let the IdP publish a new signing certificate, and add it here; remove the old one once the IdP signs with the new.'

/** Errors when no certificate is left by which a sign-in could succeed, warnings otherwise. @param certificates - PEM or base64 DER, each of which can be read */
export function certificateDiagnostics(
  certificates: readonly string[],
  policy: Leniency,
  now: Date,
): readonly Diagnostic[] {
  const found = certificates.map((text) => faultsOf(text, policy, now))
  const isUsable = found.some((faults) => faults.every(({ isBearable }) => isBearable))
  return found.flat().map(({ code, detail, isBearable }) => {
    const finding = { code, owner: 'idp', detail, remedy: remedyOf(code) } as const
    const show = isUsable || isBearable ? warningOf : diagnosticOf
    return show(finding, ['certificates'])
  })
}
