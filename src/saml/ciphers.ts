/** Which algorithms may hide an assertion, and opening with them. Finding the parts is encrypted.ts's business. */
import {
  constants,
  createDecipheriv,
  privateDecrypt,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

const xenc = 'http://www.w3.org/2001/04/xmlenc#'
const xenc11 = 'http://www.w3.org/2009/xmlenc11#'

export interface ContentCipher {
  readonly name: string
  readonly keyBytes: number
  readonly ivBytes: number
  readonly kind: 'gcm' | 'cbc'
  /** Only where the connection opts in. */
  readonly isWeak?: true
}

const gcm = (bits: 128 | 192 | 256): readonly [string, ContentCipher] => [
  `${xenc11}aes${bits}-gcm`,
  { name: `aes-${bits}-gcm`, keyBytes: bits / 8, ivBytes: 12, kind: 'gcm' },
]
const cbc = (bits: 128 | 192 | 256): readonly [string, ContentCipher] => [
  `${xenc}aes${bits}-cbc`,
  { name: `aes-${bits}-cbc`, keyBytes: bits / 8, ivBytes: 16, kind: 'cbc' },
]

export const contentCiphers: ReadonlyMap<string, ContentCipher> = new Map([
  ...[gcm(128), gcm(192), gcm(256), cbc(128), cbc(192), cbc(256)],
  [
    `${xenc}tripledes-cbc`,
    { name: 'des-ede3-cbc', keyBytes: 24, ivBytes: 8, kind: 'cbc', isWeak: true },
  ],
])

/** RSA-OAEP alone: RSA 1.5 has been an oracle in every product that offered it (Bleichenbacher 1998 and since). */
export const keyTransports: ReadonlySet<string> = new Set([
  `${xenc}rsa-oaep-mgf1p`,
  `${xenc11}rsa-oaep`,
])
/** Its mask generation is SHA-1's, whatever else it says (XML Encryption 1.1 §5.5.2). */
export const oldKeyTransport = `${xenc}rsa-oaep-mgf1p`

/** Hashes of OAEP. SHA-1 does no harm there: nobody profits from its collisions. */
export const oaepDigests: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2000/09/xmldsig#sha1', 'sha1'],
  [`${xenc}sha256`, 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#sha384', 'sha384'],
  [`${xenc}sha512`, 'sha512'],
])
export const maskGenerations: ReadonlyMap<string, string> = new Map(
  ['sha1', 'sha256', 'sha384', 'sha512'].map((hash) => [`${xenc11}mgf1${hash}`, hash]),
)

export interface WrappedKey {
  readonly oaepHash: string
  readonly oaepLabel: Buffer | undefined
  readonly value: Buffer
}

function unwrapped(key: KeyObject, { oaepHash, oaepLabel, value }: WrappedKey): Buffer | undefined {
  try {
    return privateDecrypt(
      {
        ...{ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
        ...(oaepLabel ? { oaepLabel } : {}),
      },
      value,
    )
  } catch {
    return undefined
  }
}

/**
 * The content key, or a random one in its place: whatever was wrong with the wrapped key is then found out where a wrong
 * content is, by the same steps and in about the same time.
 */
export function contentKey(
  { keyBytes }: ContentCipher,
  wrapped: WrappedKey,
  keys: readonly KeyObject[],
): Buffer {
  const instead = randomBytes(keyBytes)
  for (const key of keys) {
    const found = unwrapped(key, wrapped)
    if (found?.length === keyBytes) return found
  }
  return instead
}

/** XML Encryption §5.2: the last byte counts the padding; the bytes before it may be anything. */
function withoutPadding(padded: Buffer, blockBytes: number): Buffer | undefined {
  const count = padded.at(-1) ?? 0
  return count >= 1 && count <= blockBytes ? padded.subarray(0, -count) : undefined
}

/** The content, or `undefined` for every kind of failure alike. */
export function opened(cipher: ContentCipher, key: Buffer, content: Buffer): Buffer | undefined {
  const { name, ivBytes, kind } = cipher
  const tagBytes = kind === 'gcm' ? 16 : 0
  if (content.length <= ivBytes + tagBytes) return undefined
  const body = content.subarray(ivBytes, content.length - tagBytes)
  try {
    const iv = content.subarray(0, ivBytes)
    if (kind === 'cbc') {
      const decipher = createDecipheriv(name, key, iv).setAutoPadding(false)
      return withoutPadding(Buffer.concat([decipher.update(body), decipher.final()]), ivBytes)
    }
    const decipher = createDecipheriv(name as 'aes-256-gcm', key, iv, { authTagLength: tagBytes })
    decipher.setAuthTag(content.subarray(-tagBytes))
    return Buffer.concat([decipher.update(body), decipher.final()])
  } catch {
    return undefined
  }
}
