/** The Response about one person, built as data and rendered once. Signing is sign.ts's business. */
import { randomBytes } from 'node:crypto'
import { element, type Markup, render, writeInstant } from '../saml/index.js'
import type { Person } from './people.js'

export interface ResponseInput {
  readonly person: Person
  readonly idpEntityId: string
  readonly acsUrl: string
  readonly audience: string
  /** The AuthnRequest's ID; `undefined` when the IdP begins. */
  readonly inResponseTo: string | undefined
  readonly now: Date
}

/** Core §1.3.4 wants at least 128 random bits. */
const newId = (): string => `_${randomBytes(20).toString('hex')}`

const lifetimeMs = 5 * 60 * 1000
const basic = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic'

const attribute = (name: string, values: readonly string[]): Markup =>
  element(
    'saml:Attribute',
    { Name: name, NameFormat: basic },
    ...values.map((value) => element('saml:AttributeValue', { 'xsi:type': 'xs:string' }, value)),
  )

const attributesOf = (person: Person): Markup =>
  element(
    'saml:AttributeStatement',
    {
      'xmlns:xs': 'http://www.w3.org/2001/XMLSchema',
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    },
    attribute('login', [person.login]),
    attribute('displayName', [person.displayName]),
    attribute('mail', [person.mail]),
    attribute('groups', person.groups),
  )

function subjectOf(input: ResponseInput, end: string): Markup {
  const data = {
    InResponseTo: input.inResponseTo,
    NotOnOrAfter: end,
    Recipient: input.acsUrl,
  }
  return element(
    'saml:Subject',
    {},
    element(
      'saml:NameID',
      { Format: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress' },
      input.person.mail,
    ),
    element(
      'saml:SubjectConfirmation',
      { Method: 'urn:oasis:names:tc:SAML:2.0:cm:bearer' },
      element('saml:SubjectConfirmationData', data),
    ),
  )
}

const authnStatement = (now: string): Markup =>
  element(
    'saml:AuthnStatement',
    { AuthnInstant: now, SessionIndex: newId() },
    element(
      'saml:AuthnContext',
      {},
      element(
        'saml:AuthnContextClassRef',
        {},
        'urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified',
      ),
    ),
  )

function assertionOf(input: ResponseInput, now: string, end: string): Markup {
  return element(
    'saml:Assertion',
    { ID: newId(), Version: '2.0', IssueInstant: now },
    element('saml:Issuer', {}, input.idpEntityId),
    subjectOf(input, end),
    element(
      'saml:Conditions',
      { NotBefore: now, NotOnOrAfter: end },
      element('saml:AudienceRestriction', {}, element('saml:Audience', {}, input.audience)),
    ),
    authnStatement(now),
    attributesOf(input.person),
  )
}

const status = element(
  'samlp:Status',
  {},
  element('samlp:StatusCode', { Value: 'urn:oasis:names:tc:SAML:2.0:status:Success' }),
)

/** A Response as XML, not yet signed. */
export function unsignedResponse(input: ResponseInput): string {
  const now = writeInstant(input.now)
  const end = writeInstant(new Date(input.now.getTime() + lifetimeMs))
  const attributes = {
    'xmlns:samlp': 'urn:oasis:names:tc:SAML:2.0:protocol',
    'xmlns:saml': 'urn:oasis:names:tc:SAML:2.0:assertion',
    ID: newId(),
    Version: '2.0',
    IssueInstant: now,
    Destination: input.acsUrl,
    InResponseTo: input.inResponseTo,
  }
  const issuer = element('saml:Issuer', {}, input.idpEntityId)
  return render(element('samlp:Response', attributes, issuer, status, assertionOf(input, now, end)))
}
