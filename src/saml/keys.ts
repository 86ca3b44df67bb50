/** Which algorithms and keys may carry trust. Finding the signature is signature.ts's business. */
import { X509Certificate, type KeyObject, verify } from 'node:crypto'
import { refusal } from './faults.js'

type KeyType = 'rsa' | 'ec'

interface SignatureAlgorithm {
  readonly hash: string
  readonly keyType: KeyType
}

const more = 'http://www.w3.org/2001/04/xmldsig-more#'

/** No SHA-1 (collisions), no HMAC (the public certificate would become the secret), no DSA. */
export const signatureAlgorithms: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  [`${more}rsa-sha256`, { hash: 'sha256', keyType: 'rsa' }],
  [`${more}rsa-sha384`, { hash: 'sha384', keyType: 'rsa' }],
  [`${more}rsa-sha512`, { hash: 'sha512', keyType: 'rsa' }],
  [`${more}ecdsa-sha256`, { hash: 'sha256', keyType: 'ec' }],
  [`${more}ecdsa-sha384`, { hash: 'sha384', keyType: 'ec' }],
  [`${more}ecdsa-sha512`, { hash: 'sha512', keyType: 'ec' }],
])

export const digestAlgorithms: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'],
  [`${more}sha384`, 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
])

export interface Trust {
  /** PEM. */
  readonly certificates: readonly string[]
  readonly certificateValidity: 'enforced' | 'ignored'
  readonly now: Date
  readonly clockSkewSeconds: number
}

interface Candidate {
  readonly certificate: X509Certificate
  readonly key: KeyObject
}

// Reading a certificate costs as much as four verifications. The same text always gives the same key, so remembering
// it changes nothing but the speed; the bound keeps a service with many connections from growing.
const candidates = new Map<string, Candidate>()
const mostCandidates = 1000

// A certificate the connection cannot even read is our own fault: an ordinary Error, not a Refusal.
function candidateOf(pem: string): Candidate {
  const known = candidates.get(pem)
  if (known) return known
  const certificate = new X509Certificate(pem)
  const candidate = { certificate, key: certificate.publicKey }
  if (candidates.size >= mostCandidates) candidates.clear()
  candidates.set(pem, candidate)
  return candidate
}

function verifies(
  { key }: Candidate,
  algorithm: SignatureAlgorithm,
  signedBytes: Buffer,
  value: Buffer,
): boolean {
  // The key's own kind decides, not the message: algorithm confusion ends here.
  if (key.asymmetricKeyType !== algorithm.keyType) return false
  // XML Signature §6.4.3: an ECDSA value is r and s side by side, not DER.
  const verifier = algorithm.keyType === 'ec' ? ({ key, dsaEncoding: 'ieee-p1363' } as const) : key
  return verify(algorithm.hash, signedBytes, verifier, value)
}

const strongCurves = new Set(['prime256v1', 'secp384r1', 'secp521r1'])

function weaknessOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  if (asymmetricKeyType === 'ec') {
    const curve = asymmetricKeyDetails?.namedCurve ?? 'unnamed'
    return strongCurves.has(curve) ? undefined : `elliptic curve ${curve}`
  }
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {}
  if (modulusLength < 2048) return `RSA key of ${modulusLength} bits`
  return publicExponent < 3n ? `RSA key with exponent ${publicExponent}` : undefined
}

function checkKey({ certificate, key }: Candidate, trust: Trust): void {
  const weakness = weaknessOf(key)
  if (weakness !== undefined) throw refusal('signing-key-weak', `signed with an ${weakness}`)
  if (trust.certificateValidity === 'ignored') return
  const skew = trust.clockSkewSeconds * 1000
  const { validFrom, validTo } = certificate
  if (Date.parse(validTo) + skew <= trust.now.getTime()) {
    throw refusal('signing-certificate-expired', `the signing certificate expired at ${validTo}`)
  }
  if (Date.parse(validFrom) - skew > trust.now.getTime()) {
    throw refusal(
      'signing-certificate-not-yet-valid',
      `the signing certificate begins ${validFrom}`,
    )
  }
}

const fingerprint = (certificate: X509Certificate): string =>
  certificate.fingerprint256.replaceAll(':', '').toLowerCase().slice(0, 16)

function strangerOf(unverifiedCertificate: Buffer | undefined): X509Certificate | undefined {
  if (unverifiedCertificate === undefined) return undefined
  try {
    return new X509Certificate(unverifiedCertificate)
  } catch {
    return undefined
  }
}

/** KeyInfo is never a source of keys, but it can tell an administrator that the IdP has changed its certificate. */
function failure(trusted: readonly Candidate[], unverifiedCertificate: Buffer | undefined): Error {
  const stranger = strangerOf(unverifiedCertificate)
  const known = trusted.map(({ certificate }) => certificate.fingerprint256)
  if (stranger && !known.includes(stranger.fingerprint256)) {
    const names = trusted.map(({ certificate }) => fingerprint(certificate)).join(', ')
    const detail = `the message names certificate ${fingerprint(stranger)}…, the connection trusts ${names || 'none'}`
    return refusal('signing-certificate-unknown', detail)
  }
  return refusal('signature-invalid', 'the signature value fits no certificate of the connection')
}

/**
 * Holds when one of the trusted certificates made the value, and that certificate may be used.
 * @throws Refusal `signature-invalid`, `signing-…`
 */
export function verifyWithTrusted(
  algorithm: SignatureAlgorithm,
  signedBytes: Buffer,
  value: Buffer,
  trust: Trust,
  unverifiedCertificate: Buffer | undefined,
): void {
  const trusted = trust.certificates.map(candidateOf)
  const signer = trusted.find((it) => verifies(it, algorithm, signedBytes, value))
  if (!signer) throw failure(trusted, unverifiedCertificate)
  checkKey(signer, trust)
}
