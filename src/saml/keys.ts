/** Which algorithms and keys may carry trust. Finding the signature is signature.ts's business. */
import { X509Certificate, type KeyObject, verify } from 'node:crypto'
import { type Finding, Refusal } from '../core/index.js'
import { decodeBase64 } from './base64.js'
import { findingOf, refusal } from './faults.js'

type KeyType = 'rsa' | 'ec'

interface SignatureAlgorithm {
  readonly hash: string
  readonly keyType: KeyType
}

const rsaSha1 = 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'
const sha1 = 'http://www.w3.org/2000/09/xmldsig#sha1'

const more = 'http://www.w3.org/2001/04/xmldsig-more#'

/** SHA-1 (collisions) where the connection opts in only, no HMAC (the public certificate would become the secret), no DSA. */
const signatureAlgorithms: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  [`${more}rsa-sha256`, { hash: 'sha256', keyType: 'rsa' }],
  [`${more}rsa-sha384`, { hash: 'sha384', keyType: 'rsa' }],
  [`${more}rsa-sha512`, { hash: 'sha512', keyType: 'rsa' }],
  [`${more}ecdsa-sha256`, { hash: 'sha256', keyType: 'ec' }],
  [`${more}ecdsa-sha384`, { hash: 'sha384', keyType: 'ec' }],
  [`${more}ecdsa-sha512`, { hash: 'sha512', keyType: 'ec' }],
])

const digestAlgorithms: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'],
  [`${more}sha384`, 'sha384'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
])

export interface Trust {
  /** PEM. */
  readonly certificates: readonly string[]
  /** Whether a certificate outside its dates is refused, or believed with a warning. */
  readonly certificateValidity: 'enforced' | 'warned'
  readonly allowSha1: boolean
  /** RSA of 1024 bits and more. */
  readonly allowWeakKeys: boolean
  readonly now: Date
  readonly clockSkewSeconds: number
  /** What was believed by this policy only. */
  readonly warn: (finding: Finding) => void
}

type Policy = Pick<Trust, 'allowSha1'>

/** `undefined` when it may not carry trust. */
export function signatureAlgorithm(
  uri: string,
  { allowSha1 }: Policy,
): SignatureAlgorithm | undefined {
  if (uri === rsaSha1 && allowSha1) return { hash: 'sha1', keyType: 'rsa' }
  return signatureAlgorithms.get(uri)
}

/** `undefined` when it may not carry trust. */
export const digestAlgorithm = (uri: string, { allowSha1 }: Policy): string | undefined =>
  uri === sha1 && allowSha1 ? 'sha1' : digestAlgorithms.get(uri)

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

function weaknessOf(
  { asymmetricKeyType, asymmetricKeyDetails }: KeyObject,
  allowWeakKeys: boolean,
): string | undefined {
  if (asymmetricKeyType === 'ec') {
    const curve = asymmetricKeyDetails?.namedCurve ?? 'unnamed'
    return strongCurves.has(curve) ? undefined : `elliptic curve ${curve}`
  }
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {}
  if (modulusLength < (allowWeakKeys ? 1024 : 2048)) return `RSA key of ${modulusLength} bits`
  return publicExponent < 3n ? `RSA key with exponent ${publicExponent}` : undefined
}

function validityFault(
  { validFrom, validTo }: X509Certificate,
  { now, clockSkewSeconds }: Trust,
): Finding | undefined {
  const skew = clockSkewSeconds * 1000
  if (Date.parse(validTo) + skew <= now.getTime()) {
    const detail = `the signing certificate expired at ${validTo}`
    return findingOf('signing-certificate-expired', detail)
  }
  if (Date.parse(validFrom) - skew > now.getTime()) {
    const detail = `the signing certificate begins ${validFrom}`
    return findingOf('signing-certificate-not-yet-valid', detail)
  }
  return undefined
}

function checkKey({ certificate, key }: Candidate, trust: Trust): void {
  const weakness = weaknessOf(key, trust.allowWeakKeys)
  if (weakness !== undefined) throw refusal('signing-key-weak', `signed with an ${weakness}`)
  const fault = validityFault(certificate, trust)
  if (!fault) return
  if (trust.certificateValidity === 'enforced') throw new Refusal(fault)
  trust.warn(fault)
}

const fingerprint = (certificate: X509Certificate): string =>
  certificate.fingerprint256.replaceAll(':', '').toLowerCase().slice(0, 16)

function strangerOf(unverifiedCertificate: string | undefined): X509Certificate | undefined {
  const bytes = unverifiedCertificate && decodeBase64(unverifiedCertificate)
  if (!bytes) return undefined
  try {
    return new X509Certificate(bytes)
  } catch {
    return undefined
  }
}

/** KeyInfo is never a source of keys, but it can tell an administrator that the IdP has changed its certificate. */
function failure(trusted: readonly Candidate[], unverifiedCertificate: string | undefined): Error {
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
  unverifiedCertificate: string | undefined,
): void {
  const trusted = trust.certificates.map(candidateOf)
  const signer = trusted.find((it) => verifies(it, algorithm, signedBytes, value))
  if (!signer) throw failure(trusted, unverifiedCertificate)
  checkKey(signer, trust)
}
