/** The refusals that are no rule over facts: what the XML door, the signature code, the binding and the service's memory may say. Rules over facts live in checks.ts. */
import { type Finding, type Owner, Refusal } from '../core/index.js'

interface Fault {
  readonly source: string
  readonly owner: Owner
  readonly remedy: string
}

const resend =
  'Let the person sign in again. If it happens again, something between the IdP and the service changes the message: a proxy, a browser extension, an application firewall.'
const resign =
  'Let the IdP sign as the SAML profile says: Okta: Response Signed, Assertion Signed, RSA-SHA256; Entra: Signing Option "Sign SAML response and assertion", Signing Algorithm SHA-256.'
const rotate =
  'Give the connection the certificate the IdP signs with now: best its metadata URL; else download it again (Okta: Sign On > SAML Signing Certificates; Entra: SAML Certificates) and keep the old one beside it until the IdP has switched.'

/** What can be wrong with the bytes, before anything they say is looked at. */
export const doorFaults = {
  'response-not-base64': {
    source: 'SAML Bindings §3.5.4',
    owner: 'idp',
    remedy: resend,
  },
  'message-too-large': {
    source: 'Mortise limit: 256 KB for a message, 5 MB for metadata',
    owner: 'idp',
    remedy:
      'Let the IdP send less, usually fewer groups: Okta: a filter on the Group Attribute Statement; Entra: "Groups assigned to the application".',
  },
  'xml-encoding': {
    source: 'Mortise limit: XML 1.0 in UTF-8',
    owner: 'idp',
    remedy: 'Let the sender write XML 1.0 in UTF-8, without null characters.',
  },
  'xml-doctype': {
    source: 'SAML Security Considerations §4.2; Mortise limit: no DTD',
    owner: 'idp',
    remedy:
      'Let the sender leave out the document type declaration and its entities; no SAML product needs one. From a product that sends none, it is an attack.',
  },
  'xml-processing-instruction': {
    source: 'Mortise limit: no processing instructions',
    owner: 'idp',
    remedy: 'Let the sender leave out processing instructions such as <?xml-stylesheet?>.',
  },
  'xml-malformed': {
    source: 'XML 1.0 §2.1, Namespaces in XML §6',
    owner: 'idp',
    remedy: resend,
  },
  'xml-too-deep': {
    source: 'Mortise limit: 40 elements deep',
    owner: 'idp',
    remedy:
      'Let the IdP send plain attribute values; a Response of the profile is 8 elements deep.',
  },
  'xml-too-many-nodes': {
    source: 'Mortise limit: 10,000 elements in a message',
    owner: 'idp',
    remedy: 'Let the IdP send fewer attributes or groups.',
  },
  'xml-duplicate-id': {
    source: 'SAML Core §1.3.4',
    owner: 'idp',
    remedy:
      'Every ID in a message must differ, or a signature could point at one element while another is read. Let the person sign in again; if it happens again, report it to the IdP as a fault.',
  },
  'xml-comment-in-value': {
    source: 'Mortise limit; CERT VU#475445',
    owner: 'idp',
    remedy:
      'A comment inside a value lets readers disagree about the value. No IdP writes one: look for whoever changed the message on its way.',
  },
  'element-repeated': {
    source: 'SAML Core, schema: at most one',
    owner: 'idp',
    remedy:
      'Let the IdP send this element once; with two, readers could disagree about which counts.',
  },
  'id-malformed': {
    source: 'SAML Core §1.3.4',
    owner: 'idp',
    remedy:
      'Let the IdP give Response and Assertion an ID that is an XML name of at most 256 characters.',
  },
  'time-malformed': {
    source: 'SAML Core §1.3.3',
    owner: 'idp',
    remedy: 'Let the IdP write times in UTC, like 2026-01-31T08:30:00Z.',
  },
} as const satisfies Record<string, Fault>

const reencrypt =
  'Give the IdP the encryption certificate of our metadata again (Okta: Encryption Certificate; Entra: Token encryption > Import certificate); the old one stops working once it is retired.'

/** What can be wrong with an EncryptedAssertion. */
export const encryptionFaults = {
  'encryption-malformed': {
    source: 'XML Encryption 1.1 §3, SAML Core §2.3.4',
    owner: 'idp',
    remedy:
      'Let the IdP put one EncryptedData with one EncryptedKey into the EncryptedAssertion, with their values inside them.',
  },
  'encryption-algorithm-forbidden': {
    source: 'Mortise limit: AES by GCM or CBC, RSA-OAEP with one hash',
    owner: 'idp',
    remedy:
      'Let the IdP encrypt with AES256-GCM and RSA-OAEP (Okta: Encryption Algorithm AES256-GCM, Key Transport Algorithm RSA-OAEP). RSA 1.5 is never accepted, 3DES by policy.allowTripleDes only.',
  },
  'encryption-nested': {
    source: 'Mortise limit: whole assertions only',
    owner: 'idp',
    remedy: 'Let the IdP encrypt the Assertion once, and nothing inside it.',
  },
  'decryption-failed': {
    source: 'XML Encryption 1.1 §4.4 and §6.1.2',
    owner: 'idp',
    remedy: reencrypt,
  },
} as const satisfies Record<string, Fault>

/** What can be wrong with the signatures. */
export const signatureFaults = {
  'signature-missing': { source: 'SAML Profiles §4.1.4.5', owner: 'idp', remedy: resign },
  'signature-misplaced': {
    source: 'SAML Core §5.4.1 and §5.4.2; signature wrapping',
    owner: 'idp',
    remedy:
      'A signature must be a direct child of the Response or of its one Assertion, once each. From a product that does so, this is an attempt to wrap a signed message in a forged one.',
  },
  'signature-malformed': { source: 'XML Signature §4', owner: 'idp', remedy: resign },
  'signature-reference-mismatch': {
    source: 'SAML Core §5.4.2',
    owner: 'idp',
    remedy:
      'The one Reference of a signature must name, by #ID, the element the signature sits in. From a product that does so, this is an attempt to wrap a signed message in a forged one.',
  },
  'signature-transform-forbidden': {
    source: 'SAML Core §5.4.4',
    owner: 'idp',
    remedy:
      'Let the IdP use the transforms enveloped-signature and exclusive canonicalization, in this order, and no other.',
  },
  'signature-algorithm-forbidden': {
    source: 'Mortise limit: RSA or ECDSA with SHA-256, SHA-384 or SHA-512; policy allowSha1',
    owner: 'idp',
    remedy:
      'Let the IdP sign with SHA-256: Okta: Signature Algorithm RSA-SHA256, Digest Algorithm SHA256; Entra: Signing Algorithm SHA-256; Keycloak: RSA_SHA256; AD FS: Secure hash algorithm SHA-256.',
  },
  'signing-certificate-unknown': { source: 'SAML Metadata §2.4.1.1', owner: 'sp', remedy: rotate },
  'signature-invalid': { source: 'XML Signature §3.2.2', owner: 'idp', remedy: resend },
  'signature-digest-mismatch': { source: 'XML Signature §3.2.1', owner: 'idp', remedy: resend },
  'signing-key-weak': {
    source: 'Mortise limit: RSA of 2048 bits or more, or ECDSA on P-256, P-384 or P-521',
    owner: 'idp',
    remedy: 'Let the IdP sign with a new key: RSA of at least 2048 bits.',
  },
  'signing-certificate-expired': {
    source: 'Mortise policy certificateValidity',
    owner: 'idp',
    remedy:
      'Create and activate a new signing certificate at the IdP (Okta: Sign On > SAML Signing Certificates; Entra: SAML Certificates > New Certificate) and give it to the connection.',
  },
  'signing-certificate-not-yet-valid': {
    source: 'Mortise policy certificateValidity',
    owner: 'idp',
    remedy:
      'Wait until the certificate becomes valid or activate an older one at the IdP; check the clocks of both sides.',
  },
} as const satisfies Record<string, Fault>

/** What only the memory of the service can tell: the service spends IDs and throws these. */
export const memoryFaults = {
  'response-replayed': {
    source: 'SAML Profiles §4.1.4.5',
    owner: 'user',
    remedy:
      'Begin the sign-in again from the service; do not reload or go back to the page that sent the Response.',
  },
  'request-unknown': {
    source: 'SAML Profiles §4.1.4.3',
    owner: 'user',
    remedy:
      'Begin the sign-in again, in one browser and from the service; a Response answers one request of the same browser.',
  },
  'request-expired': {
    source: 'Mortise limit: an AuthnRequest may be answered for a short while only',
    owner: 'user',
    remedy: 'Begin the sign-in again and finish it without a long pause.',
  },
} as const satisfies Record<string, Fault>

/** What can be wrong with requests and metadata. */
export const documentFaults = {
  'relay-state-too-long': {
    source: 'SAML Bindings §3.4.3',
    owner: 'sp',
    remedy: 'Keep RelayState to 80 bytes: a local path or a key under which the rest is stored.',
  },
  'message-malformed': {
    source: 'SAML Bindings §3.4.4 and §3.5.4',
    owner: 'idp',
    remedy:
      'Send the message by HTTP-Redirect (DEFLATE, then base64) or HTTP-POST (base64), each parameter once.',
  },
  'request-malformed': {
    source: 'SAML Bindings §3.4.4 and §3.5.4, SAML Core §3.4.1',
    owner: 'caller',
    remedy: 'Send an AuthnRequest by HTTP-Redirect (DEFLATE, then base64) or HTTP-POST (base64).',
  },
  'metadata-not-xml': {
    source: 'SAML Metadata §2',
    owner: 'caller',
    remedy:
      'Give the metadata document itself: Okta: the Metadata URL under Sign On; Entra: App Federation Metadata Url. A web page means a sign-in page or an error page answered instead.',
  },
  'metadata-not-saml': {
    source: 'SAML Metadata §2.3',
    owner: 'caller',
    remedy: "Give the IdP's metadata: XML whose root is EntityDescriptor.",
  },
  'metadata-of-sp': {
    source: 'SAML Metadata §2.4.4',
    owner: 'caller',
    remedy:
      "This is a service provider's metadata, perhaps our own. Give the identity provider's, downloaded at the IdP.",
  },
  'metadata-without-idp': {
    source: 'SAML Metadata §2.4.3',
    owner: 'caller',
    remedy: 'Give metadata with an IDPSSODescriptor that supports SAML 2.0.',
  },
  'metadata-several-idps': {
    source: 'SAML Metadata §2.3.1',
    owner: 'caller',
    remedy: 'Give the metadata of one IdP, or say which entity ID to take.',
  },
  'metadata-expired': {
    source: 'SAML Metadata §2.3.2',
    owner: 'idp',
    remedy: 'Download the metadata again, or let the IdP renew it.',
  },
  'metadata-without-certificate': {
    source: 'SAML Metadata §2.4.1.1',
    owner: 'idp',
    remedy: 'Let the IdP publish the X.509 certificate it signs with, as a KeyDescriptor.',
  },
  'metadata-without-sso-url': {
    source: 'SAML Metadata §2.4.3',
    owner: 'idp',
    remedy:
      'Let the IdP publish a SingleSignOnService with the HTTP-Redirect or HTTP-POST binding.',
  },
  'metadata-sso-url-insecure': {
    source: 'Mortise limit: https, or http on loopback',
    owner: 'idp',
    remedy: 'Let the IdP offer its sign-in page by https.',
  },
} as const satisfies Record<string, Fault>

const faults = {
  ...doorFaults,
  ...encryptionFaults,
  ...signatureFaults,
  ...memoryFaults,
  ...documentFaults,
}
export type FaultCode = keyof typeof faults

/** A message may quote 200 KB of itself; a log line and a test page need the beginning. */
export const shortened = (detail: string): string =>
  detail.length > 1000 ? `${detail.slice(0, 1000)}…` : detail

/** The Finding of a fault. `owner` overrides the usual one: bad XML in a pasted document is its author's to mend. */
export function findingOf(code: FaultCode, detail: string, owner?: Owner): Finding {
  const row: Fault = faults[code]
  const { remedy, source } = row
  return { code, owner: owner ?? row.owner, detail: shortened(detail), remedy, source }
}

export const refusal = (code: FaultCode, detail: string, owner?: Owner): Refusal =>
  new Refusal(findingOf(code, detail, owner))

/** For the service, when `spendAssertion` says the Assertion came before. */
export const responseReplayed = (assertionId: string): Finding =>
  findingOf('response-replayed', `Assertion ${assertionId} was already used`)

/** For the service, when it never sent the request the Response answers, or it was answered already. */
export const requestUnknown = (inResponseTo: string): Finding =>
  findingOf(
    'request-unknown',
    `no open AuthnRequest ${inResponseTo} of this connection and browser`,
  )

/** For the service, when the request was sent too long ago. */
export const requestExpired = (inResponseTo: string, expiredAt: Date): Finding =>
  findingOf(
    'request-expired',
    `AuthnRequest ${inResponseTo} could be answered until ${expiredAt.toISOString()}`,
  )
