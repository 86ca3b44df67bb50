/**
 * A self-signed certificate for one run: X.509 v3 (RFC 5280) written by hand in DER, because every library that makes
 * certificates costs more start-up time than the whole handshake may take.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export interface Identity {
  /** DER. */
  readonly certificate: Buffer
  /** PEM, PKCS #8. */
  readonly privateKey: string
}

const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex')

/** What is the same in every certificate is written as it is sent: putting it together took longer than making the key. */
const fixed = {
  /** [0] INTEGER 2: version 3. */
  version: hex('a003 020102'),
  /** SEQUENCE of one OID: ecdsa-with-SHA256. */
  algorithm: hex('300a 06082a8648ce3d040302'),
  /** RDNSequence of one RDN: commonName, UTF8String "localhost". */
  name: hex('3014 3112 3010 0603550403 0c096c6f63616c686f7374'),
  extensions: Buffer.concat([
    hex('a358 3056'), // [3] SEQUENCE of
    hex('300f 0603551d13 0101ff 0405 3003 0101ff'), // basicConstraints, critical: cA TRUE
    hex('300e 0603551d0f 0101ff 0404 03020284'), // keyUsage, critical: digitalSignature, keyCertSign
    hex('301d 0603551d25 0416 3014 06082b06010505070301 06082b06010505070302'), // extendedKeyUsage: serverAuth, clientAuth
    hex('3014 0603551d11 040d 300b 82096c6f63616c686f7374'), // subjectAltName: dNSName "localhost"
  ]),
}

/** ASN.1 tags. */
const tags = { integer: 0x02, bits: 0x03, time: 0x18, sequence: 0x30 }

/** P-256, SAN localhost, its own authority: what go-plugin trusts is exactly this one certificate. */
export function selfSignedIdentity(now: Date): Identity {
  // As they are needed: exporting them from key objects afterwards takes as long as making them.
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const toBeSigned = certificateBody(publicKey, now)
  const signature = sign('sha256', toBeSigned, privateKey)
  const signed = der(tags.bits, Buffer.from([0]), signature)
  const certificate = der(tags.sequence, toBeSigned, fixed.algorithm, signed)
  return { certificate, privateKey }
}

/** As Node's TLS wants them. */
export function pemOf({ certificate, privateKey }: Identity): { cert: string; key: string } {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return {
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey,
  }
}

function certificateBody(publicKey: Buffer, now: Date): Buffer {
  return der(
    tags.sequence,
    fixed.version,
    der(tags.integer, serialNumber()),
    fixed.algorithm,
    fixed.name,
    validity(now),
    fixed.name,
    publicKey,
    fixed.extensions,
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
  return der(
    tags.sequence,
    time(new Date(now.getTime() - day)),
    time(new Date(now.getTime() + 30 * day)),
  )
}

function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14)
  return der(tags.time, Buffer.from(`${digits}Z`))
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Buffer.from([tag, ...lengthOf(length)]), ...parts])
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}
