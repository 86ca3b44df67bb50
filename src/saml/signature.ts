/** XML Signature as the SAML profile allows it, and no more. Takes an open document; gives back the bytes that were signed, never the document. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { Refusal } from '../core/index.js'
import { decodeBase64 } from './base64.js'
import { canonicalize } from './canonical.js'
import { refusal } from './faults.js'
import { digestAlgorithm, signatureAlgorithm, type Trust, verifyWithTrusted } from './keys.js'
import { likelyCanonical } from './likely.js'
import { ds, envelopedSignature, excC14n } from './names.js'
import { childNamed, childrenNamed, elementsWhere, idOf, isNamed } from './query.js'
import { messageLimits, parseXml, type XmlDocument, type XmlElement } from './xml.js'

const malformed = (detail: string): Error => refusal('signature-malformed', detail)

/** The children, which must be exactly these elements of XML Signature in this order. */
function shape(element: XmlElement, names: readonly string[]): readonly XmlElement[] {
  const { children } = element
  const fits =
    children.length === names.length &&
    children.every((child, index) => isNamed(child, ds, names[index] ?? ''))
  if (fits) return children
  const came = children.map(({ name }) => name).join(', ') || 'nothing'
  throw malformed(`${element.name} must contain ${names.join(', ')}; got ${came}`)
}

const algorithmOf = (element: XmlElement): string => element.attributes.get('Algorithm') ?? 'none'

const forbidden = (kind: string, algorithm: string): Error =>
  refusal('signature-algorithm-forbidden', `${kind} ${algorithm.slice(0, 120)} is not allowed`)

/** Exclusive canonicalization's one parameter. Nothing else may sit inside the element: no XPath, no XSLT, no HMACOutputLength. */
function inclusivePrefixes(element: XmlElement): readonly string[] {
  const parameter = childNamed(element, excC14n, 'InclusiveNamespaces')
  if (element.children.length > (parameter ? 1 : 0)) {
    throw malformed(`${element.name} ${algorithmOf(element)} has unknown parameters`)
  }
  const prefixes = parameter?.attributes.get('PrefixList')?.trim() ?? ''
  return prefixes === '' ? [] : prefixes.split(/\s+/)
}

function canonicalPrefixes(element: XmlElement): readonly string[] {
  if (algorithmOf(element) !== excC14n) {
    throw forbidden('canonicalization', algorithmOf(element))
  }
  return inclusivePrefixes(element)
}

/** A signature, read out of the document it stands in. */
interface Lifted {
  readonly parent: XmlElement
  readonly signature: XmlElement
  readonly signedInfo: XmlElement
  /** Of SignedInfo's canonical form. */
  readonly prefixes: readonly string[]
  readonly value: Buffer
  /** What KeyInfo says of the key, in base64: asked only where no trusted key fits. */
  readonly unverifiedCertificate: string | undefined
}

function base64In(element: XmlElement): Buffer {
  const bytes = element.children.length === 0 ? decodeBase64(element.text) : undefined
  if (bytes) return bytes
  throw malformed(`${element.name} is not base64`)
}

function keyInfoCertificate(keyInfo: XmlElement | undefined): string | undefined {
  const [data] = childrenNamed(keyInfo, ds, 'X509Data')
  return childrenNamed(data, ds, 'X509Certificate')[0]?.text
}

function lift(parent: XmlElement): Lifted | undefined {
  const signature = childNamed(parent, ds, 'Signature')
  if (!signature) return undefined
  const keyInfo = childNamed(signature, ds, 'KeyInfo')
  const [signedInfo, value] = shape(signature, [
    'SignedInfo',
    'SignatureValue',
    // No Object: a place to keep a wrapped original.
    ...(keyInfo ? ['KeyInfo'] : []),
  ])
  const method = signedInfo?.children[0]
  if (!signedInfo || !value || !method || !isNamed(method, ds, 'CanonicalizationMethod')) {
    throw malformed('SignedInfo does not begin with CanonicalizationMethod')
  }
  return {
    parent,
    ...{ signature, signedInfo },
    prefixes: canonicalPrefixes(method),
    value: base64In(value),
    unverifiedCertificate: keyInfoCertificate(keyInfo),
  }
}

interface Reference {
  readonly hash: string
  readonly digest: Buffer
  readonly prefixes: readonly string[]
}

function transformPrefixes(transforms: XmlElement): readonly string[] {
  const came = transforms.children.map(algorithmOf)
  // Core §5.4.4 allows these two. Others (XPath, XSLT, base64) choose what is signed, by rules the attacker could write.
  if (came.length !== 2 || came[0] !== envelopedSignature || came[1] !== excC14n) {
    throw refusal(
      'signature-transform-forbidden',
      `got transforms ${came.join(', ').slice(0, 300)}`,
    )
  }
  const [removal, canonical] = shape(transforms, ['Transform', 'Transform'])
  if (removal?.children.length !== 0 || !canonical) throw malformed('a Transform has parameters')
  return inclusivePrefixes(canonical)
}

function referenceOf(element: XmlElement, id: string, trust: Trust): Reference {
  const uri = element.attributes.get('URI')
  // Core §5.4.2: the signature must reference the element it sits in; otherwise a wrapped copy could be read instead.
  if (uri !== `#${id}`) {
    throw refusal(
      'signature-reference-mismatch',
      `expected URI "#${id}", got ${JSON.stringify(uri ?? null)}`,
    )
  }
  const [transforms] = childrenNamed(element, ds, 'Transforms')
  if (!transforms) throw refusal('signature-transform-forbidden', 'got no transforms')
  const prefixes = transformPrefixes(transforms)
  const [, method, value] = shape(element, ['Transforms', 'DigestMethod', 'DigestValue'])
  if (!method || !value) throw malformed('Reference is incomplete')
  const hash = digestAlgorithm(algorithmOf(method), trust)
  if (hash === undefined || method.children.length > 0)
    throw forbidden('digest', algorithmOf(method))
  return { hash, digest: base64In(value), prefixes }
}

/** Checks the value over SignedInfo. What SignedInfo says is read from the very bytes that were verified. */
function verifySignedInfo(lifted: Lifted, canonical: Buffer, trust: Trust): Reference {
  const signedInfo = parseXml(canonical, messageLimits)
  const references = childrenNamed(signedInfo, ds, 'Reference')
  if (references.length !== 1) {
    throw refusal(
      'signature-reference-mismatch',
      `expected one Reference, got ${references.length}`,
    )
  }
  const names = ['CanonicalizationMethod', 'SignatureMethod', 'Reference']
  const [, method, reference] = shape(signedInfo, names)
  if (!method || !reference) throw malformed('SignedInfo is incomplete')
  const algorithm = signatureAlgorithm(algorithmOf(method), trust)
  if (!algorithm || method.children.length > 0) throw forbidden('signature', algorithmOf(method))
  const { value, unverifiedCertificate } = lifted
  const parsed = referenceOf(reference, idOf(lifted.parent), trust)
  verifyWithTrusted(algorithm, canonical, value, trust, unverifiedCertificate)
  return parsed
}

/** Whatever is wrong with the likely form may be the likely form's fault: libxml2's has the last word. */
function verifiedReference(document: XmlDocument, lifted: Lifted, trust: Trust): Reference {
  const { signedInfo, prefixes } = lifted
  const likely = likelyCanonical(document, signedInfo, prefixes)
  try {
    if (likely) return verifySignedInfo(lifted, likely, trust)
  } catch (error) {
    if (!Refusal.is(error)) throw error
  }
  return verifySignedInfo(lifted, canonicalize(document, signedInfo, prefixes), trust)
}

function hasDigest(bytes: Buffer, { hash, digest: expected }: Reference): boolean {
  const digest = createHash(hash).update(bytes).digest()
  return digest.length === expected.length && timingSafeEqual(digest, expected)
}

function signedBytes(document: XmlDocument, lifted: Lifted, reference: Reference): Buffer {
  const { parent, signature } = lifted
  const likely = likelyCanonical(document, parent, reference.prefixes, signature)
  if (likely && hasDigest(likely, reference)) return likely
  const bytes = canonicalize(document, parent, reference.prefixes, signature)
  if (hasDigest(bytes, reference)) return bytes
  throw refusal('signature-digest-mismatch', `${parent.name} was changed after it was signed`)
}

/** A signature anywhere else belongs to a wrapped message, or would be believed to cover what it does not. */
function checkPlaces(root: XmlElement, parents: readonly XmlElement[]): void {
  const all = elementsWhere(root, (element) => isNamed(element, ds, 'Signature'))
  const placed = parents.map((parent) => childrenNamed(parent, ds, 'Signature'))
  if (placed.some((found) => found.length > 1) || all.length > placed.flat().length) {
    throw refusal(
      'signature-misplaced',
      `${all.length} signatures, not one each in its own element`,
    )
  }
}

/**
 * The canonical bytes of each given element that is signed, in the same order; `undefined` where there is no
 * signature.
 * @throws Refusal `signature-…`, `signing-…`
 */
export function verifySignatures(
  document: XmlDocument,
  parents: readonly XmlElement[],
  trust: Trust,
): readonly (Buffer | undefined)[] {
  checkPlaces(document.root, parents)
  const lifted = parents.map(lift)
  const references = lifted.map((it) => it && verifiedReference(document, it, trust))
  return lifted.map((it, index) => {
    const reference = references[index]
    return it && reference && signedBytes(document, it, reference)
  })
}
