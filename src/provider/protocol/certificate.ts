/**
 * A self-signed certificate for one run: X.509 v3 (RFC 5280) written by hand in DER, because every library that makes
 * certificates costs more start-up time than the whole handshake may take.
 */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

export interface Identity {
  /** DER. */
  readonly certificate: Buffer
  readonly privateKey: KeyObject
}

/** ASN.1 tags, and the object identifiers we need, already encoded. */
const tags = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
}
const oids = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  basicConstraints: [0x55, 0x1d, 0x13],
  keyUsage: [0x55, 0x1d, 0x0f],
  extendedKeyUsage: [0x55, 0x1d, 0x25],
  subjectAltName: [0x55, 0x1d, 0x11],
  serverAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01],
  clientAuth: [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02],
}

/** P-256, SAN localhost, its own authority: what go-plugin trusts is exactly this one certificate. */
export function selfSignedIdentity(now: Date): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const toBeSigned = certificateBody(publicKey.export({ type: 'spki', format: 'der' }), now)
  const signature = sign('sha256', toBeSigned, privateKey)
  const certificate = sequence(toBeSigned, algorithm(), der(tags.bits, Buffer.from([0]), signature))
  return { certificate, privateKey }
}

/** As Node's TLS wants them. */
export function pemOf({ certificate, privateKey }: Identity): { cert: string; key: string } {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return {
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

function certificateBody(publicKey: Buffer, now: Date): Buffer {
  const name = sequence(
    der(tags.set, sequence(oid(oids.commonName), der(tags.utf8, Buffer.from('localhost')))),
  )
  return sequence(
    der(0xa0, der(tags.integer, Buffer.from([2]))), // version 3
    der(tags.integer, serialNumber()),
    algorithm(),
    name,
    validity(now),
    name,
    publicKey,
    der(0xa3, extensions()),
  )
}

/** Positive and random (RFC 5280 §4.1.2.2): the top bits 01 keep it so, and of full length. */
function serialNumber(): Buffer {
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40
  return serial
}

/** Clocks differ a little, and an apply may take days; the key dies with the process anyway. */
function validity(now: Date): Buffer {
  const day = 24 * 60 * 60 * 1000
  return sequence(time(new Date(now.getTime() - day)), time(new Date(now.getTime() + 30 * day)))
}

function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14)
  return der(tags.time, Buffer.from(`${digits}Z`))
}

function extensions(): Buffer {
  const isCritical = Buffer.from([0x01, 0x01, 0xff])
  const authority = sequence(isCritical) // basicConstraints: cA TRUE
  const usage = der(tags.bits, Buffer.from([0x02, 0x84])) // digitalSignature, keyCertSign
  const names = sequence(der(0x82, Buffer.from('localhost')))
  return sequence(
    sequence(oid(oids.basicConstraints), isCritical, der(tags.octets, authority)),
    sequence(oid(oids.keyUsage), isCritical, der(tags.octets, usage)),
    sequence(
      oid(oids.extendedKeyUsage),
      der(tags.octets, sequence(oid(oids.serverAuth), oid(oids.clientAuth))),
    ),
    sequence(oid(oids.subjectAltName), der(tags.octets, names)),
  )
}

function algorithm(): Buffer {
  return sequence(oid(oids.ecdsaWithSha256))
}

function oid(encoded: readonly number[]): Buffer {
  return der(tags.oid, Buffer.from(encoded))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(tags.sequence, ...parts)
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content])
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}
