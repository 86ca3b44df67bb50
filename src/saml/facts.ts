/** What a Response and its Assertion say, read into plain data without judging. Judging is checks.ts's business. */
import type { Attributes } from '../core/index.js'
import type { LogoutFacts } from './checks/logout.js'
import { bearer, saml, samlp, xenc, xsi } from './names.js'
import { childNamed, childrenNamed, elementsWhere, idOf, instantAttribute } from './query.js'
import type { XmlElement } from './xml.js'

/** An identifier as an element holds it. `text` is undefined when the element is absent. */
export interface IdentifierFacts {
  readonly text: string | undefined
  readonly format: string | undefined
  readonly nameQualifier?: string | undefined
  readonly spNameQualifier?: string | undefined
}

/** The envelope. Trusted only when `signed`; the name says so wherever it is not. */
export interface ResponseFacts {
  readonly signed: boolean
  readonly namespace: string
  readonly name: string
  readonly version: string | undefined
  readonly destination: string | undefined
  readonly inResponseTo: string | undefined
  readonly issueInstant: Date | undefined
  readonly issuer: IdentifierFacts
  /** Top-level status first, then the nested ones. */
  readonly statusCodes: readonly string[]
  readonly statusMessage: string | undefined
  readonly assertions: number
  /** Assertions at any depth, so that one hidden elsewhere is seen. */
  readonly assertionsAnywhere: number
  /** EncryptedAssertions in their place. */
  readonly encryptedAssertions: number
  /** Names of encrypted elements anywhere else. */
  readonly encryptedElsewhere: readonly string[]
}

export interface ConfirmationFacts {
  readonly hasData: boolean
  readonly recipient: string | undefined
  readonly inResponseTo: string | undefined
  readonly notBefore: Date | undefined
  readonly notOnOrAfter: Date | undefined
}

export interface AuthnStatementFacts {
  readonly authnInstant: Date | undefined
  readonly sessionIndex: string | undefined
  readonly sessionNotOnOrAfter: Date | undefined
  readonly authnContextClassRef: string | undefined
}

export interface ConditionsFacts {
  readonly notBefore: Date | undefined
  readonly notOnOrAfter: Date | undefined
  /** One list per AudienceRestriction: all restrictions must hold, any audience of each suffices. */
  readonly audiences: readonly (readonly string[])[]
  readonly unknown: readonly string[]
}

export interface AssertionFacts {
  readonly id: string
  readonly version: string | undefined
  readonly issueInstant: Date | undefined
  readonly issuer: IdentifierFacts
  readonly hasSubject: boolean
  readonly nameId: IdentifierFacts
  /** Methods of all subject confirmations. */
  readonly confirmationMethods: readonly string[]
  readonly bearers: readonly ConfirmationFacts[]
  readonly conditions: ConditionsFacts | undefined
  readonly authnStatements: readonly AuthnStatementFacts[]
  readonly attributeNames: readonly (string | undefined)[]
  readonly attributes: Attributes
}

const identifierIn = (parent: XmlElement | undefined, name: string): IdentifierFacts => {
  const element = childNamed(parent, saml, name)
  return {
    text: element?.text,
    format: element?.attributes.get('Format'),
    nameQualifier: element?.attributes.get('NameQualifier'),
    spNameQualifier: element?.attributes.get('SPNameQualifier'),
  }
}

function statusCodesOf(status: XmlElement | undefined): readonly string[] {
  const code = childNamed(status, samlp, 'StatusCode')
  return code ? [code.attributes.get('Value') ?? '', ...statusCodesOf(code)] : []
}

const isAssertion = (element: XmlElement): boolean =>
  element.namespace === saml && element.name === 'Assertion'

// Core §2.7.3.1, §2.2.4 and §2.3.4: EncryptedAssertion, EncryptedID, EncryptedAttribute; and XML Encryption itself.
export const isEncrypted = (element: XmlElement): boolean =>
  (element.namespace === saml && element.name.startsWith('Encrypted')) || element.namespace === xenc

export function readResponse(response: XmlElement, signed: boolean): ResponseFacts {
  const status = childNamed(response, samlp, 'Status')
  const encrypted = encryptedAssertionsIn(response)
  const elsewhere = response.children
    .filter((child) => !encrypted.includes(child))
    .flatMap((child) => elementsWhere(child, isEncrypted))
    .map(({ name }) => name)
  return {
    signed,
    namespace: response.namespace,
    name: response.name,
    version: response.attributes.get('Version'),
    destination: response.attributes.get('Destination'),
    inResponseTo: response.attributes.get('InResponseTo'),
    issueInstant: instantAttribute(response, 'IssueInstant'),
    issuer: identifierIn(response, 'Issuer'),
    statusCodes: statusCodesOf(status),
    statusMessage: childNamed(status, samlp, 'StatusMessage')?.text,
    assertions: assertionsIn(response).length,
    assertionsAnywhere: elementsWhere(response, isAssertion).length,
    encryptedAssertions: encrypted.length,
    encryptedElsewhere: [...new Set(elsewhere)],
  }
}

export const readLogout = (message: XmlElement): LogoutFacts => ({
  namespace: message.namespace,
  name: message.name,
  version: message.attributes.get('Version'),
  destination: message.attributes.get('Destination'),
  issueInstant: instantAttribute(message, 'IssueInstant'),
  issuer: identifierIn(message, 'Issuer'),
  notOnOrAfter: instantAttribute(message, 'NotOnOrAfter'),
  nameId: identifierIn(message, 'NameID'),
  encryptedId: elementsWhere(message, isEncrypted).length > 0,
  inResponseTo: message.attributes.get('InResponseTo'),
  statusCodes: statusCodesOf(childNamed(message, samlp, 'Status')),
})

export const assertionsIn = (response: XmlElement): readonly XmlElement[] =>
  childrenNamed(response, saml, 'Assertion')

export const encryptedAssertionsIn = (response: XmlElement): readonly XmlElement[] =>
  childrenNamed(response, saml, 'EncryptedAssertion')

function readConfirmation(confirmation: XmlElement): ConfirmationFacts {
  const data = childNamed(confirmation, saml, 'SubjectConfirmationData')
  return {
    hasData: data !== undefined,
    recipient: data?.attributes.get('Recipient'),
    inResponseTo: data?.attributes.get('InResponseTo'),
    notBefore: instantAttribute(data, 'NotBefore'),
    notOnOrAfter: instantAttribute(data, 'NotOnOrAfter'),
  }
}

function readAuthnStatement(statement: XmlElement): AuthnStatementFacts {
  const context = childNamed(statement, saml, 'AuthnContext')
  return {
    authnInstant: instantAttribute(statement, 'AuthnInstant'),
    sessionIndex: statement.attributes.get('SessionIndex'),
    sessionNotOnOrAfter: instantAttribute(statement, 'SessionNotOnOrAfter'),
    authnContextClassRef: childNamed(context, saml, 'AuthnContextClassRef')?.text.trim(),
  }
}

const knownConditions = new Set(['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'])

function readConditions(conditions: XmlElement | undefined): ConditionsFacts | undefined {
  if (!conditions) return undefined
  const restrictions = childrenNamed(conditions, saml, 'AudienceRestriction')
  const unknown = conditions.children.filter(
    ({ namespace, name }) => namespace !== saml || !knownConditions.has(name),
  )
  return {
    notBefore: instantAttribute(conditions, 'NotBefore'),
    notOnOrAfter: instantAttribute(conditions, 'NotOnOrAfter'),
    audiences: restrictions.map((it) =>
      childrenNamed(it, saml, 'Audience').map(({ text }) => text),
    ),
    unknown: unknown.map(({ name, attributes }) => attributes.get(`{${xsi}}type`) ?? name),
  }
}

const isNil = (value: XmlElement): boolean =>
  ['true', '1'].includes(value.attributes.get(`{${xsi}}nil`) ?? '')

const valuesOf = (attribute: XmlElement): readonly string[] =>
  childrenNamed(attribute, saml, 'AttributeValue')
    // Core §2.7.3.1.1: nil is how an IdP says "no value", which is not the same as an empty one.
    .filter((value) => !isNil(value))
    .map(({ text }) => text)

/** Repeated Attribute elements of one name are one attribute: some IdPs send one element per group. */
function readAttributes(elements: readonly XmlElement[]): Attributes {
  const attributes = new Map<string, readonly string[]>()
  for (const element of elements) {
    const name = element.attributes.get('Name') ?? ''
    attributes.set(name, [...(attributes.get(name) ?? []), ...valuesOf(element)])
  }
  return attributes
}

export function readAssertion(assertion: XmlElement): AssertionFacts {
  const subject = childNamed(assertion, saml, 'Subject')
  const confirmations = childrenNamed(subject, saml, 'SubjectConfirmation')
  const statements = childrenNamed(assertion, saml, 'AttributeStatement')
  const attributes = statements.flatMap((it) => childrenNamed(it, saml, 'Attribute'))
  return {
    id: idOf(assertion),
    version: assertion.attributes.get('Version'),
    issueInstant: instantAttribute(assertion, 'IssueInstant'),
    issuer: identifierIn(assertion, 'Issuer'),
    hasSubject: subject !== undefined,
    nameId: identifierIn(subject, 'NameID'),
    confirmationMethods: confirmations.map(({ attributes }) => attributes.get('Method') ?? 'none'),
    bearers: confirmations
      .filter(({ attributes }) => attributes.get('Method') === bearer)
      .map(readConfirmation),
    conditions: readConditions(childNamed(assertion, saml, 'Conditions')),
    authnStatements: childrenNamed(assertion, saml, 'AuthnStatement').map(readAuthnStatement),
    attributeNames: attributes.map((it) => it.attributes.get('Name')),
    attributes: readAttributes(attributes),
  }
}
