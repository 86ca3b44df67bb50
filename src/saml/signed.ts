/** Which elements of a posted document were signed, opened where they came encrypted, and read anew from the bytes that were signed. */
import type { KeyObject } from 'node:crypto'
import { openEncrypted } from './encrypted.js'
import { assertionsIn, encryptedAssertionsIn, isEncrypted } from './facts.js'
import { refusal } from './faults.js'
import type { Trust } from './keys.js'
import { elementsWhere, idOf } from './query.js'
import { verifySignatures } from './signature.js'
import { messageLimits, openXml, parseXml, type XmlDocument, type XmlElement } from './xml.js'

/** Which elements must be signed. `either` accepts a signed Response, a signed Assertion, or both; every signature present must hold. */
export type SignaturePolicy = 'either' | 'response' | 'assertion' | 'both'

export interface Opening {
  readonly signed: SignaturePolicy
  readonly trust: Trust
  readonly decryptionKeys: readonly KeyObject[]
  readonly allowTripleDes: boolean
}

/** What may be read on: the Assertion from signed bytes always, the Response only where `responseSigned`. */
export interface Signed {
  readonly response: XmlElement
  readonly responseSigned: boolean
  readonly assertion: XmlElement
  /** It came encrypted, and one of our keys opened it. */
  readonly encrypted: boolean
}

const wanted: Record<SignaturePolicy, (response: boolean, assertion: boolean) => boolean> = {
  either: (response, assertion) => response || assertion,
  response: (response) => response,
  assertion: (_, assertion) => assertion,
  both: (response, assertion) => response && assertion,
}

function checkSigned(policy: SignaturePolicy, response: boolean, assertion: boolean): void {
  if (wanted[policy](response, assertion)) return
  const came = [...(response ? ['Response'] : []), ...(assertion ? ['Assertion'] : [])]
  const detail = `the connection wants signed: ${policy}; signed are: ${came.join(', ') || 'neither'}`
  throw refusal('signature-missing', detail)
}

function only(elements: readonly XmlElement[]): XmlElement {
  const [element, ...others] = elements
  // Unreachable after checkResponse; should a row be lost one day, this is a crash and not a sign-in.
  if (!element || others.length > 0) throw new Error('expected exactly one Assertion')
  return element
}

/** The Assertion, once its own signature, if it has one, was found good. */
interface Verified {
  readonly assertion: XmlElement
  readonly assertionSigned: boolean
}

/** What was encrypted can bring what a Response must not have, past the checks of the Response. */
function checkInside(response: XmlElement, assertion: XmlElement): void {
  const [hidden] = elementsWhere(assertion, isEncrypted)
  if (hidden) {
    const detail = `the Assertion that was encrypted contains ${hidden.name}`
    throw refusal('encryption-nested', detail)
  }
  const id = idOf(assertion)
  const twins = elementsWhere(response, ({ attributes }) => attributes.get('ID') === id)
  if (twins.length > 0) {
    throw refusal('xml-duplicate-id', `the ID ${JSON.stringify(id)} occurs outside too`)
  }
}

function verifyEncrypted(response: XmlElement, opening: Opening): Verified {
  const { decryptionKeys: keys, allowTripleDes, trust } = opening
  const [carrier] = [only(encryptedAssertionsIn(response))]
  const document = openEncrypted(carrier, { keys, allowTripleDes })
  checkInside(response, document.root)
  const [bytes] = verifySignatures(document, [document.root], trust)
  const assertion = bytes ? parseXml(bytes, messageLimits) : document.root
  return { assertion, assertionSigned: bytes !== undefined }
}

/**
 * Core §5.4.2 and every wrapping attack: what is read must be what was signed. So the verified canonical bytes of the
 * outermost signature are scanned anew, and identity is read from that tree; the posted document is never asked again.
 * An EncryptedAssertion is taken from those bytes where the Response was signed; else what is in it must be signed.
 * @throws Refusal `signature-…`, `signing-…`, `encryption-…`, `decryption-failed`
 */
export function signedElements(document: XmlDocument, opening: Opening): Signed {
  const plain = assertionsIn(document.root)
  const parents = [document.root, ...plain]
  const [responseBytes, assertionBytes] = verifySignatures(document, parents, opening.trust)
  const responseSigned = responseBytes !== undefined
  const response = responseBytes ? openXml(responseBytes, messageLimits).root : document.root
  if (plain.length === 0) {
    // Before anything is decrypted: where the Response must be signed, nobody but the IdP is answered at all.
    checkSigned(opening.signed, responseSigned, true)
    const { assertion, assertionSigned } = verifyEncrypted(response, opening)
    checkSigned(opening.signed, responseSigned, assertionSigned)
    return { response, responseSigned, assertion, encrypted: true }
  }
  checkSigned(opening.signed, responseSigned, assertionBytes !== undefined)
  const encrypted = false
  if (responseSigned)
    return { response, responseSigned, assertion: only(assertionsIn(response)), encrypted }
  if (!assertionBytes)
    throw new Error('neither Response nor Assertion is signed, yet the policy held')
  return {
    ...{ response, responseSigned, encrypted },
    assertion: parseXml(assertionBytes, messageLimits),
  }
}
