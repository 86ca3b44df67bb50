/** A small self-signed X.509 certificate, written by hand: Node can read certificates but not make them. DER as in X.690, fields as in RFC 5280 §4.1. */
import { type KeyObject, randomBytes, sign } from 'node:crypto'

const tag = {
  integer: 0x02,
  bitString: 0x03,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
} as const

/** X.690 §8.1.3: short lengths in one byte, longer ones in two or three. */
function lengthOf(content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.of(length)
  return length < 0x100 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff)
}

const der = (kind: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.of(kind), lengthOf(content), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(tag.sequence, ...parts)

const oid = (hex: string): Buffer => der(tag.oid, Buffer.from(hex, 'hex'))

/** 1.2.840.113549.1.1.11 with its NULL parameter. */
const sha256WithRsa = sequence(oid('2a864886f70d01010b'), Buffer.of(0x05, 0x00))

/** One attribute, common name (2.5.4.3). */
const nameOf = (commonName: string): Buffer =>
  sequence(der(tag.set, sequence(oid('550403'), der(tag.utf8String, Buffer.from(commonName)))))

/** RFC 5280 §4.1.2.5: two-digit years until 2049, four digits after. */
function timeOf(instant: Date): Buffer {
  const digits = instant.toISOString().replace(/[-:T]|\.\d+/g, '')
  return instant.getUTCFullYear() < 2050
    ? der(tag.utcTime, Buffer.from(digits.slice(2)))
    : der(tag.generalizedTime, Buffer.from(digits))
}

// The first bit stays clear and the second set, so that the number is positive and written at full length.
function serialNumber(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40
  return der(tag.integer, bytes)
}

export interface CertificateInput {
  readonly commonName: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
  readonly notBefore: Date
  readonly notAfter: Date
}

/** PEM of a version 3 certificate of an RSA key, signed by itself with SHA-256. */
export function selfSignedCertificate(input: CertificateInput): string {
  const name = nameOf(input.commonName)
  const toBeSigned = sequence(
    der(tag.version, der(tag.integer, Buffer.of(2))),
    serialNumber(),
    sha256WithRsa,
    name,
    sequence(timeOf(input.notBefore), timeOf(input.notAfter)),
    name,
    input.publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('sha256', toBeSigned, input.privateKey)
  const certificate = sequence(
    toBeSigned,
    sha256WithRsa,
    der(tag.bitString, Buffer.of(0), signature),
  )
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
