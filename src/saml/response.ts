/** verifyResponse: from the text a browser posted to an Assertion that may be believed. The only maker of Assertion; remembering IDs is the service's business. */
import type { Attributes } from '../core/index.js'
import { decodeBase64 } from './base64.js'
import { checkAssertion, checkResponse, type ConfirmationCase } from './checks.js'
import type { Expectations } from './checks/check.js'
import { endOf } from './checks/confirmation.js'
import { assertionsIn, readAssertion, readResponse } from './facts.js'
import { refusal } from './faults.js'
import { idOf } from './query.js'
import { verifySignatures } from './signature.js'
import { messageLimits, openXml, parseXml, type XmlDocument, type XmlElement } from './xml.js'

/** Which elements must be signed. `either` accepts a signed Response, a signed Assertion, or both; every signature present must hold. */
export type SignaturePolicy = 'either' | 'response' | 'assertion' | 'both'

export interface ExpectedResponse extends Expectations {
  /** The IdP's signing certificates, PEM; several while it rotates them. */
  readonly certificates: readonly string[]
  /** @default 'either' */
  readonly signed?: SignaturePolicy
  /** Whether the dates of the signing certificate count. @default 'enforced' */
  readonly certificateValidity?: 'enforced' | 'ignored'
}

export interface VerifyResponseInput {
  /** The form field SAMLResponse, as posted. */
  readonly samlResponse: string
  readonly expected: ExpectedResponse
  readonly now: Date
  /** How far the IdP's clock may be off. @default 60 */
  readonly clockSkewSeconds?: number
}

declare const verified: unique symbol

/** What an IdP stated about a person's sign-in, verified. Only `verifyResponse` makes one. */
export interface Assertion {
  readonly [verified]: true
  readonly id: string
  readonly responseId: string
  readonly issuer: string
  readonly nameId: string
  /** As sent; unspecified when the IdP named none. */
  readonly nameIdFormat: string
  readonly sessionIndex?: string
  /** When the IdP wants our session to end at the latest. */
  readonly sessionExpiresAt?: Date
  readonly authnInstant: Date
  readonly authnContextClassRef?: string
  /** The AuthnRequest this answers; `undefined` when the IdP began the sign-in. */
  readonly inResponseTo: string | undefined
  readonly attributes: Attributes
  /** Until when the ID must be remembered, so that the Assertion is not used twice. */
  readonly expiresAt: Date
}

/** @throws Refusal `message-too-large` or `response-not-base64` */
export function decodeResponse(samlResponse: string): Buffer {
  // Before decoding, so that a huge field is not even copied; base64 is a third longer, line breaks make it a little more.
  if (samlResponse.length > messageLimits.maxBytes * 1.4) {
    throw refusal('message-too-large', `got ${samlResponse.length} characters of base64`)
  }
  const bytes = decodeBase64(samlResponse)
  if (bytes) return bytes
  throw refusal('response-not-base64', 'the field SAMLResponse is not base64')
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

const onlyAssertionIn = (response: XmlElement): XmlElement => {
  const [assertion, ...others] = assertionsIn(response)
  // Unreachable after checkResponse; should a row be lost one day, this is a crash and not a sign-in.
  if (!assertion || others.length > 0) throw new Error('expected exactly one Assertion')
  return assertion
}

/** What may be read on: the Assertion from signed bytes always, the Response only where `responseSigned`. */
interface Signed {
  readonly response: XmlElement
  readonly responseSigned: boolean
  readonly assertion: XmlElement
}

/**
 * Core §5.4.2 and every wrapping attack: what is read must be what was signed. So the verified canonical bytes of the
 * outermost signature are parsed anew, and identity is read from that tree; the posted document is never asked again.
 */
function signedElements(document: XmlDocument, input: VerifyResponseInput): Signed {
  const { expected, now, clockSkewSeconds = 60 } = input
  const unverifiedResponse = document.root
  const parents = [unverifiedResponse, onlyAssertionIn(unverifiedResponse)]
  const { certificates, certificateValidity = 'enforced', signed = 'either' } = expected
  const trust = { certificates, certificateValidity, now, clockSkewSeconds }
  const [responseBytes, assertionBytes] = verifySignatures(document, parents, trust)
  checkSigned(signed, responseBytes !== undefined, assertionBytes !== undefined)
  if (responseBytes) {
    const response = parseXml(responseBytes, messageLimits)
    return { response, responseSigned: true, assertion: onlyAssertionIn(response) }
  }
  if (!assertionBytes)
    throw new Error('neither Response nor Assertion is signed, yet the policy held')
  const assertion = parseXml(assertionBytes, messageLimits)
  return { response: unverifiedResponse, responseSigned: false, assertion }
}

const present = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V })

function assertionOf(facts: ConfirmationCase, responseId: string): Assertion {
  const { assertion, confirmation, expected, skewMs } = facts
  const [statement] = assertion.authnStatements
  const { text: nameId, format: nameIdFormat } = assertion.nameId
  if (!statement?.authnInstant || nameId === undefined) throw new Error('the table lost a row')
  const known: Omit<Assertion, typeof verified> = {
    id: assertion.id,
    responseId,
    issuer: expected.idpEntityId,
    nameId,
    nameIdFormat: nameIdFormat ?? 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
    authnInstant: statement.authnInstant,
    inResponseTo: confirmation.inResponseTo,
    attributes: assertion.attributes,
    expiresAt: new Date(endOf(facts) + skewMs),
    ...present('sessionIndex', statement.sessionIndex),
    ...present('sessionExpiresAt', statement.sessionNotOnOrAfter),
    ...present('authnContextClassRef', statement.authnContextClassRef),
  }
  return known as Assertion
}

/**
 * Decides whether a posted Response may be believed, for one connection at one moment.
 * @throws Refusal with a code of the catalogue
 */
export function verifyResponse(input: VerifyResponseInput): Assertion {
  const { samlResponse, expected, now, clockSkewSeconds = 60 } = input
  const circumstances = { expected, now, skewMs: clockSkewSeconds * 1000 }
  const document = openXml(decodeResponse(samlResponse), messageLimits)
  checkResponse({ ...circumstances, response: readResponse(document.root, false) })
  const signed = signedElements(document, input)
  const facts = checkAssertion({
    ...circumstances,
    response: readResponse(signed.response, signed.responseSigned),
    assertion: readAssertion(signed.assertion),
  })
  return assertionOf(facts, idOf(signed.response))
}
