/** Encrypting Assertions for the tests, with every part in the hands of a test: OAEP from its definition, so that a seed makes the same file again. */
import {
  constants,
  createCipheriv,
  createHash,
  createPublicKey,
  publicEncrypt,
  randomBytes,
} from 'node:crypto'
import { assertionXml, bareCertificate, certificate, type KeyName, mutate, sign } from './forge.js'

export const xenc = 'http://www.w3.org/2001/04/xmlenc#'
export const xenc11 = 'http://www.w3.org/2009/xmlenc11#'
const ds = 'http://www.w3.org/2000/09/xmldsig#'

export const contents = {
  'aes128-cbc': { uri: `${xenc}aes128-cbc`, name: 'aes-128-cbc', key: 16, iv: 16 },
  'aes192-cbc': { uri: `${xenc}aes192-cbc`, name: 'aes-192-cbc', key: 24, iv: 16 },
  'aes256-cbc': { uri: `${xenc}aes256-cbc`, name: 'aes-256-cbc', key: 32, iv: 16 },
  'aes128-gcm': { uri: `${xenc11}aes128-gcm`, name: 'aes-128-gcm', key: 16, iv: 12 },
  'aes192-gcm': { uri: `${xenc11}aes192-gcm`, name: 'aes-192-gcm', key: 24, iv: 12 },
  'aes256-gcm': { uri: `${xenc11}aes256-gcm`, name: 'aes-256-gcm', key: 32, iv: 12 },
  'tripledes-cbc': { uri: `${xenc}tripledes-cbc`, name: 'des-ede3-cbc', key: 24, iv: 8 },
} as const
export type Content = keyof typeof contents

type Hash = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** Bytes that are random to nobody: the same for the same seed. */
function seeded(seed: string | undefined, length: number): Buffer {
  if (seed === undefined) return randomBytes(length)
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  )
  return Buffer.concat(blocks).subarray(0, length)
}

const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, at) => byte ^ (b[at] ?? 0)))

/** RFC 8017 B.2.1. */
function mask(hash: Hash, seed: Buffer, length: number): Buffer {
  const blocks: Buffer[] = []
  for (let counter = 0; Buffer.concat(blocks).length < length; counter++) {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    blocks.push(createHash(hash).update(seed).update(count).digest())
  }
  return Buffer.concat(blocks).subarray(0, length)
}

/** RFC 8017 §7.1.1, with hashes as one likes. */
function oaep(
  to: KeyName,
  secret: Buffer,
  {
    digest,
    mgf,
    label,
    seed,
  }: { digest: Hash; mgf: Hash; label: Buffer; seed?: string | undefined },
): Buffer {
  const size = 256
  const labelHash = createHash(digest).update(label).digest()
  const padding = Buffer.alloc(size - secret.length - 2 * labelHash.length - 2)
  const block = Buffer.concat([labelHash, padding, Buffer.of(1), secret])
  const salt = seeded(seed && `${seed} salt`, labelHash.length)
  const maskedBlock = xor(block, mask(mgf, salt, block.length))
  const maskedSalt = xor(salt, mask(mgf, maskedBlock, salt.length))
  const whole = Buffer.concat([Buffer.of(0), maskedSalt, maskedBlock])
  const key = createPublicKey(certificate(to))
  return publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, whole)
}

export interface EncryptOptions {
  readonly content?: Content
  readonly to?: KeyName
  readonly transport?: string
  /** @default sha1 for mgf1p, sha256 else; the DigestMethod written is the one used */
  readonly digest?: Hash
  readonly mgf?: Hash
  readonly label?: string
  /** The content key, instead of a random one. */
  readonly key?: Buffer
  readonly seed?: string
  /** Changes the ciphertext (IV first), before it is written. */
  readonly tamper?: (bytes: Buffer) => Buffer
  readonly tamperKey?: (bytes: Buffer) => Buffer
  readonly hints?: string
  /** The EncryptedKey beside EncryptedData, and a pointer to it. */
  readonly beside?: true
  readonly type?: string
}

function sealed(content: Content, key: Buffer, iv: Buffer, plain: Buffer): Buffer {
  const { name } = contents[content]
  const cipher = createCipheriv(name as 'aes-256-gcm', key, iv)
  const body = [iv, cipher.update(plain), cipher.final()]
  return Buffer.concat(name.endsWith('gcm') ? [...body, cipher.getAuthTag()] : body)
}

const same = (bytes: Buffer): Buffer => bytes
const digestUri: Record<Hash, string> = {
  sha1: `${ds}sha1`,
  sha256: `${xenc}sha256`,
  sha384: 'http://www.w3.org/2001/04/xmldsig-more#sha384',
  sha512: `${xenc}sha512`,
}
export const oldTransport = `${xenc}rsa-oaep-mgf1p`
export const newTransport = `${xenc11}rsa-oaep`

function wrap(secret: Buffer, options: EncryptOptions): string {
  const { to = 'sp', transport = newTransport, seed, tamperKey = same } = options
  const isOld = transport === oldTransport
  const digest = options.digest ?? (isOld ? 'sha1' : 'sha256')
  const mgf = options.mgf ?? (isOld ? 'sha1' : digest)
  const label = Buffer.from(options.label ?? '')
  const value = transport.endsWith('rsa-1_5')
    ? publicEncrypt({ key: certificate(to), padding: constants.RSA_PKCS1_PADDING }, secret)
    : oaep(to, secret, { digest, mgf, label, seed })
  const says = [
    label.length > 0 ? `<xenc:OAEPparams>${label.toString('base64')}</xenc:OAEPparams>` : '',
    digest === 'sha1' ? '' : `<ds:DigestMethod Algorithm="${digestUri[digest]}"/>`,
    isOld || mgf === 'sha1'
      ? ''
      : `<xenc11:MGF xmlns:xenc11="${xenc11}" Algorithm="${xenc11}mgf1${mgf}"/>`,
  ]
  const written = tamperKey(value).toString('base64')
  return `<xenc:EncryptedKey xmlns:xenc="${xenc}" Id="_ek"><xenc:EncryptionMethod Algorithm="${transport}">${says.join('')}</xenc:EncryptionMethod>${options.hints ?? `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${bareCertificate(to)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`}<xenc:CipherData><xenc:CipherValue>${written}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>`
}

/** An EncryptedAssertion around some bytes. */
export function encrypted(plain: string | Buffer, options: EncryptOptions = {}): string {
  const { content = 'aes256-gcm', seed, tamper = same, type = `${xenc}Element` } = options
  const { uri, key: keyBytes, iv: ivBytes } = contents[content]
  const key = options.key ?? seeded(seed && `${seed} key`, keyBytes)
  const iv = seeded(seed && `${seed} iv`, ivBytes)
  const value = tamper(sealed(content, key.subarray(0, keyBytes), iv, Buffer.from(plain)))
  const wrapped = wrap(key, options)
  const keyInfo = options.beside
    ? `<ds:RetrievalMethod Type="${xenc}EncryptedKey" URI="#_ek"/>`
    : wrapped
  return `<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="${xenc}" Type="${type}"><xenc:EncryptionMethod Algorithm="${uri}"/><ds:KeyInfo xmlns:ds="${ds}">${keyInfo}</ds:KeyInfo><xenc:CipherData><xenc:CipherValue>${value.toString('base64')}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>${options.beside ? wrapped.replace('<xenc:EncryptedKey ', `<xenc:EncryptedKey xmlns:ds="${ds}" `) : ''}</saml:EncryptedAssertion>`
}

/** The Assertion of a Response, standing by itself: its prefixes declared on it, as every IdP does before encrypting. */
export function assertionOf(xml: string): string {
  const found = /<saml:Assertion .*<\/saml:Assertion>/s.exec(xml)?.[0]
  if (found === undefined) throw new Error('no Assertion in this Response')
  return found.replace(
    '<saml:Assertion ',
    '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ',
  )
}

/** The Response with its Assertion encrypted in place. */
export const encryptIn = (xml: string, options: EncryptOptions = {}): string =>
  mutate(xml, /<saml:Assertion .*<\/saml:Assertion>/s, encrypted(assertionOf(xml), options))

/** The ways IdPs combine the two: signed inside, outside, or both. Signing comes first inside, last outside. */
export const encryptedWays = {
  'signed inside': (xml: string, options?: EncryptOptions) =>
    encryptIn(sign(xml, 'Assertion'), options),
  'signed outside': (xml: string, options?: EncryptOptions) =>
    sign(encryptIn(xml, options), 'Response'),
  'signed both': (xml: string, options?: EncryptOptions) =>
    sign(encryptIn(sign(xml, 'Assertion'), options), 'Response'),
} as const

export const plainAssertion = assertionOf(`<x>${assertionXml}</x>`)
