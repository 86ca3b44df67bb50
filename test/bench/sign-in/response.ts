/** A Response as large as a real one's, Response and Assertion signed: RSA-SHA256, 2048 bits. */
import { randomBytes } from 'node:crypto'
import { encode, signBoth } from '../../saml/forge.js'
import { idp, type Site } from './sites.js'

/** About 9 KB with both signatures. */
export const usualGroups = 40

export const groupName = (index: number): string =>
  `Department ${String(index).padStart(4, '0')} / Members`

export interface Asked {
  readonly site: Site
  readonly requestId: string
  readonly person: string
  readonly groups: number
}

const id = (): string => `_${randomBytes(16).toString('hex')}`

const attribute = (name: string, values: readonly string[]): string =>
  `<saml:Attribute Name="${name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">${values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`

function unsigned({ site, requestId, person, groups }: Asked, now: Date): string {
  const at = now.toISOString()
  const later = (minutes: number): string =>
    new Date(now.getTime() + minutes * 60_000).toISOString()
  const issuer = `<saml:Issuer>${idp.entityId}</saml:Issuer>`
  const confirmation = `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData InResponseTo="${requestId}" NotOnOrAfter="${later(5)}" Recipient="${site.acsUrl}"/></saml:SubjectConfirmation>`
  const subject = `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${person}@example.com</saml:NameID>${confirmation}</saml:Subject>`
  const conditions = `<saml:Conditions NotBefore="${later(-1)}" NotOnOrAfter="${later(5)}"><saml:AudienceRestriction><saml:Audience>${site.entityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`
  const statement = `<saml:AuthnStatement AuthnInstant="${at}" SessionIndex="${id()}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`
  const names = Array.from({ length: groups }, (_, index) => groupName(index))
  const attributes = [
    attribute('login', [person]),
    attribute('name', [`Person ${person}`]),
    attribute('email', [`${person}@example.com`]),
    attribute('groups', names),
  ].join('')
  const assertion = `<saml:Assertion ID="${id()}" Version="2.0" IssueInstant="${at}">${issuer}${subject}${conditions}${statement}<saml:AttributeStatement>${attributes}</saml:AttributeStatement></saml:Assertion>`
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id()}" Version="2.0" IssueInstant="${at}" Destination="${site.acsUrl}" InResponseTo="${requestId}">${issuer}<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${assertion}</samlp:Response>`
}

/** The form field SAMLResponse. */
export const responseTo = (asked: Asked): string => encode(signBoth(unsigned(asked, new Date())))
