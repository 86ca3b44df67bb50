/**
 * From an EncryptedAssertion to the document inside it. Nothing in it chooses a key, fetches anything or points
 * elsewhere; and however opening fails, it fails alike.
 */
import type { KeyObject } from 'node:crypto'
import { decodeBase64 } from './base64.js'
import {
  contentCiphers,
  contentKey,
  keyTransports,
  maskGenerations,
  oaepDigests,
  oldKeyTransport,
  opened,
  type ContentCipher,
  type WrappedKey,
} from './ciphers.js'
import { refusal } from './faults.js'
import { ds, saml, xenc, xenc11 } from './names.js'
import { isNamed } from './query.js'
import { messageLimits, openXml, type XmlDocument, type XmlElement } from './xml.js'
import { Refusal } from '../core/index.js'

export interface Decryption {
  /** Any of them may fit: an IdP may still encrypt to the one before. */
  readonly keys: readonly KeyObject[]
  readonly allowTripleDes: boolean
}

const malformed = (detail: string): Error => refusal('encryption-malformed', detail)

const forbidden = (kind: string, algorithm: string | undefined): Error =>
  refusal(
    'encryption-algorithm-forbidden',
    `${kind} ${(algorithm ?? 'none').slice(0, 120)} is not allowed`,
  )

/** The one refusal of everything that can go wrong with the secret parts: it says nothing that depends on them. */
const failed = (): Error =>
  refusal('decryption-failed', 'the EncryptedAssertion does not open with a key of this connection')

type Names = Readonly<Record<string, string>>

/** The children by name, each at most once, and none that is not in the list: what is not understood is not passed over. */
function parts(element: XmlElement, allowed: Names): ReadonlyMap<string, XmlElement> {
  const found = new Map<string, XmlElement>()
  for (const child of element.children) {
    const { name, namespace } = child
    if (allowed[name] !== namespace || found.has(name)) {
      throw malformed(`${element.name} contains ${found.has(name) ? 'a second' : 'a'} ${name}`)
    }
    found.set(name, child)
  }
  return found
}

function required(found: ReadonlyMap<string, XmlElement>, name: string, of: string): XmlElement {
  const element = found.get(name)
  if (element) return element
  throw malformed(`${of} has no ${name}`)
}

function base64In(element: XmlElement): Buffer {
  const bytes = element.children.length === 0 ? decodeBase64(element.text) : undefined
  if (bytes) return bytes
  throw malformed(`${element.name} is not base64`)
}

/** CipherReference would let the message name what is fetched and decrypted; there is no word for it here. */
function cipherValue(found: ReadonlyMap<string, XmlElement>, of: string): Buffer {
  const data = required(found, 'CipherData', of)
  return base64In(required(parts(data, { CipherValue: xenc }), 'CipherValue', 'CipherData'))
}

const algorithmOf = (element: XmlElement | undefined): string | undefined =>
  element?.attributes.get('Algorithm')

function contentCipherOf(method: XmlElement, allowTripleDes: boolean): ContentCipher {
  parts(method, { KeySize: xenc })
  const cipher = contentCiphers.get(algorithmOf(method) ?? '')
  if (cipher && (!cipher.isWeak || allowTripleDes)) return cipher
  throw forbidden('encryption', algorithmOf(method))
}

function oaepHashOf(method: XmlElement, found: ReadonlyMap<string, XmlElement>): string {
  const transport = algorithmOf(method)
  if (transport === undefined || !keyTransports.has(transport))
    throw forbidden('key transport', transport)
  const [digest, mask] = [found.get('DigestMethod'), found.get('MGF')]
  if (mask && transport === oldKeyTransport) throw malformed('rsa-oaep-mgf1p has an MGF')
  const digestHash = digest ? oaepDigests.get(algorithmOf(digest) ?? '') : 'sha1'
  if (digestHash === undefined) throw forbidden('OAEP digest', algorithmOf(digest))
  const maskHash = mask ? maskGenerations.get(algorithmOf(mask) ?? '') : 'sha1'
  if (maskHash === undefined) throw forbidden('mask generation', algorithmOf(mask))
  // OpenSSL can mix them, node:crypto cannot; taking RSA apart by hand is how oracles are made.
  if (digestHash !== maskHash) throw forbidden('OAEP', `${digestHash} with MGF1 of ${maskHash}`)
  return digestHash
}

function wrappedKeyOf(element: XmlElement): WrappedKey {
  const found = parts(element, {
    EncryptionMethod: xenc,
    KeyInfo: ds, // hints at which key it is for; ours are few, and all are tried
    CipherData: xenc,
    ReferenceList: xenc,
    CarriedKeyName: xenc,
  })
  const method = required(found, 'EncryptionMethod', 'EncryptedKey')
  const said = parts(method, { DigestMethod: ds, MGF: xenc11, OAEPparams: xenc, KeySize: xenc })
  const label = said.get('OAEPparams')
  return {
    oaepHash: oaepHashOf(method, said),
    oaepLabel: label && label.text.trim() !== '' ? base64In(label) : undefined,
    value: cipherValue(found, 'EncryptedKey'),
  }
}

/** The one EncryptedKey: inside KeyInfo, or beside EncryptedData and then pointed at from there or by nobody. */
function encryptedKeyOf(
  keyInfo: XmlElement | undefined,
  beside: XmlElement | undefined,
): XmlElement {
  const hints = { KeyName: ds, X509Data: ds, RetrievalMethod: ds, EncryptedKey: xenc }
  const said = keyInfo ? parts(keyInfo, hints) : new Map<string, XmlElement>()
  const inside = said.get('EncryptedKey')
  const pointer = said.get('RetrievalMethod')?.attributes.get('URI')
  const key = inside ?? beside
  if (!key) throw malformed('there is no EncryptedKey')
  if (inside && beside) throw malformed('there are two EncryptedKeys')
  if (said.has('RetrievalMethod') && pointer !== `#${key.attributes.get('Id') ?? ''}`)
    throw malformed('RetrievalMethod points elsewhere')
  return key
}

interface Sealed {
  readonly cipher: ContentCipher
  readonly wrapped: WrappedKey
  readonly content: Buffer
}

const elementType = 'http://www.w3.org/2001/04/xmlenc#Element'

/** Everything that can be read without a key. @throws Refusal `encryption-malformed` or `encryption-algorithm-forbidden` */
function readSealed(carrier: XmlElement, { allowTripleDes }: Decryption): Sealed {
  const found = parts(carrier, { EncryptedData: xenc, EncryptedKey: xenc })
  const data = required(found, 'EncryptedData', 'EncryptedAssertion')
  const type = data.attributes.get('Type') ?? elementType
  if (type !== elementType) throw malformed(`EncryptedData has Type ${type.slice(0, 120)}`)
  const inside = parts(data, { EncryptionMethod: xenc, KeyInfo: ds, CipherData: xenc })
  const method = required(inside, 'EncryptionMethod', 'EncryptedData')
  return {
    cipher: contentCipherOf(method, allowTripleDes),
    wrapped: wrappedKeyOf(encryptedKeyOf(inside.get('KeyInfo'), found.get('EncryptedKey'))),
    content: cipherValue(inside, 'EncryptedData'),
  }
}

/** What was inside, if it is an Assertion; a wrong key and a changed byte end here too, as XML that is none. */
function assertionIn(plain: Buffer): XmlDocument {
  try {
    const document = openXml(plain, messageLimits)
    if (isNamed(document.root, saml, 'Assertion')) return document
  } catch (error) {
    if (!Refusal.is(error)) throw error
  }
  throw failed()
}

/**
 * Opens an EncryptedAssertion. What comes out is believed no more than what went in.
 * @throws Refusal `encryption-malformed`, `encryption-algorithm-forbidden` or `decryption-failed`
 */
export function openEncrypted(carrier: XmlElement, decryption: Decryption): XmlDocument {
  const { cipher, wrapped, content } = readSealed(carrier, decryption)
  const plain = opened(cipher, contentKey(cipher, wrapped, decryption.keys), content)
  if (!plain) throw failed()
  return assertionIn(plain)
}
