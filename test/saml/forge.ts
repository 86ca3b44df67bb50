/** Making Responses for the tests: shapes, one-step mutations, and signing by xml-crypto, which shares no code with what verifies. */
import { createHash, createPrivateKey, sign as signBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DOMParser } from '@xmldom/xmldom'
import { SignedXml } from 'xml-crypto'
import { Refusal } from '../../src/core/index.js'
import {
  type Assertion,
  authnRequest,
  type AuthnRequestSending,
  type ExpectedResponse,
  verifyResponse,
  type VerifyResponseInput,
} from '../../src/saml/index.js'

export const golden = join(dirname(fileURLToPath(import.meta.url)), '..', 'golden')

export type KeyName =
  | 'idp'
  | 'next'
  | 'attacker'
  | 'weak'
  | 'expired'
  | 'future'
  | 'p256'
  | 'p384'
  | 'k256'
  | 'sp'
  | 'sp-old'

const keyFile = (name: KeyName, kind: 'key' | 'crt'): string =>
  readFileSync(join(golden, 'saml', 'test-keys', `TEST-ONLY-${name}.${kind}.pem`), 'utf8')

export const privateKey = (name: KeyName): string => keyFile(name, 'key')
export const certificate = (name: KeyName): string => keyFile(name, 'crt')
export const bareCertificate = (name: KeyName): string =>
  certificate(name).replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '')

export const now = new Date('2026-03-01T12:00:30Z')
export const acsUrl = 'https://sso.mortise.example/saml/acme/acs'
export const spEntityId = 'https://sso.mortise.example/saml/acme/metadata'
export const idpEntityId = 'https://idp.example.com/metadata'
export const requestId = '_req5f1c7e2a9b3d4c6e8f00112233445566'

export const expected: ExpectedResponse = {
  acsUrl,
  spEntityId,
  idpEntityId,
  certificates: [certificate('idp')],
  idpInitiated: 'forbidden',
  decryptionKeys: [createPrivateKey(privateKey('sp'))],
}

export const assertionXml = `<saml:Assertion ID="_assertion1" Version="2.0" IssueInstant="2026-03-01T12:00:00Z"><saml:Issuer>${idpEntityId}</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">ada@example.com</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${requestId}" NotOnOrAfter="2026-03-01T12:05:00Z" Recipient="${acsUrl}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="2026-03-01T11:55:00Z" NotOnOrAfter="2026-03-01T12:10:00Z"><saml:AudienceRestriction><saml:Audience>${spEntityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="2026-03-01T11:59:58Z" SessionIndex="_session1" SessionNotOnOrAfter="2026-03-01T20:00:00Z"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="mail" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"><saml:AttributeValue>ada@example.com</saml:AttributeValue></saml:Attribute><saml:Attribute Name="groups" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"><saml:AttributeValue>Engineers</saml:AttributeValue><saml:AttributeValue>R&amp;D</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`

/** The good Response, unsigned; every bad one is a step away from it. */
export const goodXml = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response1" Version="2.0" IssueInstant="2026-03-01T12:00:00Z" Destination="${acsUrl}" InResponseTo="${requestId}"><saml:Issuer>${idpEntityId}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${assertionXml}</samlp:Response>`

/** Replaces text that must be there; a mutation that misses would test nothing. */
export function mutate(xml: string, from: string | RegExp, to: string): string {
  const mutated = xml.replace(from, () => to)
  if (mutated === xml) throw new Error(`mutation found nothing: ${String(from)}`)
  return mutated
}

const more = 'http://www.w3.org/2001/04/xmldsig-more#'

function addAlgorithm(signer: SignedXml, uri: string): void {
  const hash = uri.replace(/.*sha/, 'sha')
  signer.SignatureAlgorithms[uri] = class {
    getSignature = (info: string | Buffer, key: string): string =>
      signBytes(hash, Buffer.from(info), { key, dsaEncoding: 'ieee-p1363' }).toString('base64')
    verifySignature = (): boolean => false
    getAlgorithmName = (): string => uri
  }
}

function addDigest(signer: SignedXml, uri: string): void {
  signer.HashAlgorithms[uri] = class {
    getHash = (xml: string): string =>
      createHash(uri.replace(/.*sha/, 'sha')).update(xml).digest('base64')
    getAlgorithmName = (): string => uri
  }
}

export interface SignOptions {
  readonly key?: KeyName
  /** The certificate KeyInfo shows; `null` for none. */
  readonly shows?: KeyName | null
  readonly algorithm?: string
  readonly digest?: string
  readonly transforms?: readonly string[]
  readonly canonicalization?: string
  readonly inclusive?: readonly string[]
  readonly prefix?: string
  readonly keyInfo?: string
}

const excC14n = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
export const rsaSha256 = `${more}rsa-sha256`

const paths = {
  Response: "/*[local-name()='Response']",
  Assertion: "/*[local-name()='Response']/*[local-name()='Assertion']",
} as const

/** Signs one element of the Response, the Signature directly after the Issuer. */
export function sign(xml: string, target: keyof typeof paths, options: SignOptions = {}): string {
  const { key = 'idp', shows = key, prefix = 'ds', algorithm = rsaSha256 } = options
  const signer = new SignedXml({
    privateKey: privateKey(key),
    signatureAlgorithm: algorithm,
    canonicalizationAlgorithm: options.canonicalization ?? excC14n,
    getKeyInfoContent: () => {
      if (shows === null) return null
      const p = prefix === '' ? '' : `${prefix}:`
      const shown = `<${p}X509Data><${p}X509Certificate>${bareCertificate(shows)}</${p}X509Certificate></${p}X509Data>`
      return options.keyInfo ?? shown
    },
  })
  const digestAlgorithm = options.digest ?? 'http://www.w3.org/2001/04/xmlenc#sha256'
  if (algorithm.startsWith(`${more}ecdsa`) || algorithm.endsWith('rsa-sha384'))
    addAlgorithm(signer, algorithm)
  if (digestAlgorithm.endsWith('sha384')) addDigest(signer, digestAlgorithm)
  signer.addReference({
    xpath: paths[target],
    transforms: options.transforms ?? [enveloped, excC14n],
    digestAlgorithm,
    inclusiveNamespacesPrefixList: [...(options.inclusive ?? [])],
  })
  const reference = `${paths[target]}/*[local-name()='Issuer']`
  signer.computeSignature(xml, {
    ...(prefix === '' ? {} : { prefix }),
    location: /<(\w+:)?Issuer/.test(xml)
      ? { reference, action: 'after' }
      : { reference: paths[target], action: 'prepend' },
  })
  return signer.getSignedXml()
}

/** The Response's own signature comes first in the document, the Assertion's last. */
function signedInfoIn(xml: string, target: keyof typeof paths): string {
  const all = [...xml.matchAll(/<(\w*:?)SignedInfo[ >].*?<\/\1SignedInfo>/gs)]
  return all.at(target === 'Response' ? 0 : -1)?.[0] ?? ''
}

/** xml-crypto's own canonical form of the SignedInfo of one signature in the document. */
function canonicalSignedInfo(xml: string, target: keyof typeof paths): string {
  const document = new DOMParser().parseFromString(xml, 'text/xml')
  const parent = [...document.getElementsByTagName('*')].find((it) => it.localName === target)
  const signature = [...(parent?.childNodes ?? [])].find((it) => it.nodeName.endsWith('Signature'))
  const info = [...(signature?.childNodes ?? [])].find((it) => it.nodeName.endsWith('SignedInfo'))
  const C14n = new SignedXml().CanonicalizationAlgorithms[excC14n]
  if (!C14n || !info) throw new Error('no SignedInfo to canonicalize')
  const canonical = new C14n().process(info as unknown as Node, {})
  if (typeof canonical !== 'string') throw new Error('xml-crypto gave no text')
  return canonical
}

/** Changes what a signature says of itself and signs that anew: for what an odd IdP could send, and no attacker. */
export function resign(
  xml: string,
  target: keyof typeof paths,
  change: (signedInfo: string) => string,
  key: KeyName = 'idp',
): string {
  const before = signedInfoIn(xml, target)
  const after = change(before)
  const changed = mutate(xml, before, after)
  const bytes = Buffer.from(canonicalSignedInfo(changed, target))
  const value = signBytes('sha256', bytes, privateKey(key)).toString('base64')
  const [head = '', tail = ''] = changed.split(after)
  return `${head}${after}${tail.replace(/(SignatureValue>)[^<]+/, `$1${value}`)}`
}

/** InclusiveNamespaces as Java products write it: for the canonicalization alone. xml-crypto writes it into every transform. */
export const signInclusive = (
  xml: string,
  target: keyof typeof paths,
  prefixes: string,
): string => {
  const list = `<ec:InclusiveNamespaces xmlns:ec="${excC14n}" PrefixList="${prefixes}"/>`
  return resign(sign(xml, target, { inclusive: prefixes.split(' ') }), target, (info) =>
    info
      .replace(/<InclusiveNamespaces [^>]*enveloped-signature"\/>/, '')
      .replace(/<InclusiveNamespaces [^>]*\/>/, list),
  )
}

export const signBoth = (xml: string, options?: SignOptions): string =>
  sign(sign(xml, 'Assertion', options), 'Response', options)

/** The three ways real IdPs sign. */
export const ways = {
  'Response signed': (xml: string) => sign(xml, 'Response'),
  'Assertion signed': (xml: string) => sign(xml, 'Assertion'),
  'both signed': (xml: string) => signBoth(xml),
} as const

export const encode = (xml: string | Uint8Array): string => Buffer.from(xml).toString('base64')

/** What differs from the usual call. */
export interface Overrides extends Partial<Omit<VerifyResponseInput, 'expected'>> {
  readonly expected?: Partial<ExpectedResponse>
}

export const verify = (xml: string | Uint8Array, overrides: Overrides = {}): Assertion =>
  verifyResponse({
    samlResponse: encode(xml),
    now,
    ...overrides,
    expected: { ...expected, ...overrides.expected },
  })

/** The Refusal a call ends with. Anything else thrown is a bug and passes through. */
export function refusalOf(call: () => unknown): Refusal {
  try {
    call()
  } catch (error) {
    if (Refusal.is(error)) return error
    throw error
  }
  throw new Error('expected a Refusal, got an answer')
}

export const codeOf = (call: () => unknown): string => refusalOf(call).finding.code

/** Where the browser is sent with an AuthnRequest by HTTP-Redirect. */
export function redirectOf(input: AuthnRequestSending): string {
  const message = authnRequest(input)
  if (message.binding !== 'redirect') throw new Error('not by redirect')
  return message.location
}
