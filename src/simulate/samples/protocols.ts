/** Samples as protocols carry them: a SAML Response, an ID token, claims, a SCIM User. None is believed here. */
import { Refusal, type Subject } from '../../core/index.js'
import { attributesOf, claimWarnings } from '../../oidc/index.js'
import { readUnverifiedResponse } from '../../saml/index.js'
import { parseResource, ScimError, urns, userType, type JsonObject } from '../../scim/index.js'
import type { SignInSample } from './person.js'

const refuse = (detail: string, remedy: string): Refusal =>
  new Refusal({ code: 'sample-unreadable', owner: 'caller', detail, remedy })

/** XML, the form field, or the whole posted body, as browsers' tools copy them. */
function fieldOf(text: string): string {
  const trimmed = text.trim()
  if (trimmed.startsWith('<')) return Buffer.from(trimmed).toString('base64')
  const posted = /(?:^|&)SAMLResponse=([^&]*)/.exec(trimmed)?.[1]
  return posted === undefined ? trimmed : decodeURIComponent(posted.replace(/\+/g, '%20'))
}

/** @throws Refusal `sample-unreadable`, or what the XML door refuses */
export function samlSample(text: string): SignInSample {
  const field = fieldOf(text)
  const { issuer, issueInstant, nameId, attributes, encrypted } = readUnverifiedResponse(field)
  if (nameId === undefined) {
    throw refuse(
      encrypted.length > 0
        ? `the Response holds ${encrypted.join(', ')}, which only the service can decrypt`
        : 'the Response holds no Assertion with a NameID',
      'Give a Response as the IdP previews it, unencrypted (Okta: Preview the SAML Assertion; Entra: Test single sign-on).',
    )
  }
  return {
    ...{ protocol: 'saml', subject: { subject: nameId, attributes }, issuer },
    response: { field, issuedAt: issueInstant },
    told: 'SAML Response',
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textAt = (claims: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined
  return typeof value === 'string' ? value : undefined
}

/** @throws Refusal `sample-unreadable` without `sub`: nobody signs in without one */
export function claimsSample(claims: unknown, told = 'claims as written'): SignInSample {
  if (!isObject(claims)) throw refuse('claims must be one JSON object', 'Give {"sub": …, …}.')
  const subject = textAt(claims, 'sub')
  if (subject === undefined) {
    throw refuse('the claims have no "sub"', 'Every ID token has one: add it to the sample.')
  }
  const attributes = attributesOf(claims)
  return {
    ...{ protocol: 'oidc', subject: { subject, attributes }, told },
    issuer: textAt(claims, 'iss'),
    emailDoubt: claimWarnings(claims).find(({ code }) => code === 'email-unverified'),
  }
}

/** The middle part of a JWT. Its signature is the IdP's to make and the service's to check. */
export function idTokenSample(text: string): SignInSample {
  const parts = text.trim().split('.')
  if (parts.length === 5) {
    throw refuse('the ID token is encrypted', 'Give one that is only signed.')
  }
  let claims: unknown
  try {
    claims = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'))
  } catch {
    throw refuse('this is no JWT', 'Give the ID token: three parts, separated by dots.')
  }
  return claimsSample(claims, 'ID token')
}

export function jsonSample(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw refuse(`${what} is not JSON: ${error instanceof Error ? error.message : ''}`, 'Mend it.')
  }
}

/** What the directory's groups are called and keyed by in a SCIM User; read-only there, so the parser drops it. */
const groupsIn = (body: Readonly<Record<string, unknown>>): JsonObject => {
  const groups = body['groups']
  return Array.isArray(groups) ? { groups: groups as JsonObject[] } : {}
}

/** @throws Refusal `sample-unreadable` with what the service would answer the client */
export function scimSample(body: unknown): JsonObject {
  if (!isObject(body)) throw refuse('a SCIM User is one JSON object', 'Give {"userName": …, …}.')
  try {
    const whole = 'schemas' in body ? body : { schemas: [urns.user], ...body }
    return { ...parseResource(whole, userType), ...groupsIn(body) }
  } catch (error) {
    if (!ScimError.is(error)) throw error
    throw refuse(`SCIM refuses the User: ${error.message}`, 'Mend it as the message says.')
  }
}

/** Attributes written by hand: a text is one value. */
export const attributesSample = (
  subject: string,
  attributes: Readonly<Record<string, string | readonly string[]>>,
): SignInSample => {
  const given: Subject = {
    subject,
    attributes: new Map(
      Object.entries(attributes).map(([name, value]) => [
        name,
        typeof value === 'string' ? [value] : value,
      ]),
    ),
  }
  return { protocol: undefined, subject: given, issuer: undefined, told: 'attributes as written' }
}
