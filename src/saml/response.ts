/** verifyResponse: from the text a browser posted to an Assertion that may be believed. The only maker of Assertion; remembering IDs is the service's business. */
import type { KeyObject } from 'node:crypto'
import type { Attributes, Finding } from '../core/index.js'
import { decodeBase64 } from './base64.js'
import { checkAssertion, checkResponse, type ConfirmationCase } from './checks.js'
import type { Expectations } from './checks/check.js'
import { endOf } from './checks/confirmation.js'
import { readAssertion, readResponse } from './facts.js'
import { refusal } from './faults.js'
import { idOf } from './query.js'
import { type Opening, type SignaturePolicy, type Signed, signedElements } from './signed.js'
import { messageLimits, openXml } from './xml.js'

export interface ExpectedResponse extends Expectations {
  /** The IdP's signing certificates, PEM; several while it rotates them. */
  readonly certificates: readonly string[]
  /** @default 'either' */
  readonly signed?: SignaturePolicy
  /** Whether a certificate outside its dates is refused, or believed with a warning. @default 'enforced' */
  readonly certificateValidity?: 'enforced' | 'warned'
  /** @default false */
  readonly allowSha1?: boolean
  /** RSA of 1024 bits and more. @default false */
  readonly allowWeakKeys?: boolean
  /** Our private keys, any of which may open an EncryptedAssertion. @default - none opens */
  readonly decryptionKeys?: readonly KeyObject[]
  /** @default false */
  readonly allowTripleDes?: boolean
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
  /** It came encrypted, and one of our keys opened it. */
  readonly encrypted: boolean
  /** What was believed only because the connection's policy says so. */
  readonly warnings: readonly Finding[]
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

const present = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V })

function assertionOf(
  facts: ConfirmationCase,
  { response, encrypted }: Signed,
  warnings: readonly Finding[],
): Assertion {
  const responseId = idOf(response)
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
    encrypted,
    warnings,
    expiresAt: new Date(endOf(facts) + skewMs),
    ...present('sessionIndex', statement.sessionIndex),
    ...present('sessionExpiresAt', statement.sessionNotOnOrAfter),
    ...present('authnContextClassRef', statement.authnContextClassRef),
  }
  return known as Assertion
}

function openingOf(
  { expected, now, clockSkewSeconds = 60 }: VerifyResponseInput,
  warn: (finding: Finding) => void,
): Opening {
  return {
    signed: expected.signed ?? 'either',
    decryptionKeys: expected.decryptionKeys ?? [],
    allowTripleDes: expected.allowTripleDes ?? false,
    trust: {
      certificates: expected.certificates,
      certificateValidity: expected.certificateValidity ?? 'enforced',
      allowSha1: expected.allowSha1 ?? false,
      allowWeakKeys: expected.allowWeakKeys ?? false,
      ...{ now, clockSkewSeconds, warn },
    },
  }
}

/**
 * Decides whether a posted Response may be believed, for one connection at one moment.
 * @throws Refusal with a code of the catalogue
 */
export function verifyResponse(input: VerifyResponseInput): Assertion {
  const { samlResponse, expected, now, clockSkewSeconds = 60 } = input
  const circumstances = { expected, now, skewMs: clockSkewSeconds * 1000 }
  const warnings: Finding[] = []
  const document = openXml(decodeResponse(samlResponse), messageLimits)
  checkResponse({ ...circumstances, response: readResponse(document.root, false) })
  const signed = signedElements(
    document,
    openingOf(input, (finding) => warnings.push(finding)),
  )
  const facts = checkAssertion({
    ...circumstances,
    response: readResponse(signed.response, signed.responseSigned),
    assertion: readAssertion(signed.assertion),
  })
  return assertionOf(facts, signed, warnings)
}
