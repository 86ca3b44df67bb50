/** Responses of an IdP that sends whatever attributes a test needs, signed by the forge's key. */
import { randomBytes } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { certificate, encode, signBoth } from '../saml/forge.js'
import { post, type Landed } from './people.js'
import type { TestService } from './support.js'

/** What a connection by hand says of that IdP. */
export const idpByHand = (entityId: string) => ({
  idpEntityId: entityId,
  idpSsoUrl: 'https://idp.example.com/sso',
  certificates: [certificate('idp')],
})

export interface Asserting {
  readonly subject: string
  readonly attributes: Readonly<Record<string, readonly string[]>>
  /** SessionNotOnOrAfter, from now. @default - none */
  readonly sessionMinutes?: number
  /** The AuthnRequest it answers. @default - none: the IdP began */
  readonly inResponseTo?: string
  /** In the form, beside the Response. */
  readonly relayState?: string
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const attributeXml = ([name, values]: readonly [string, readonly string[]]): string =>
  `<saml:Attribute Name="${escaped(name)}">${values
    .map((value) => `<saml:AttributeValue>${escaped(value)}</saml:AttributeValue>`)
    .join('')}</saml:Attribute>`

function unsignedXml(
  { acsUrl, audience, issuer }: { acsUrl: string; audience: string; issuer: string },
  { subject, attributes, sessionMinutes, inResponseTo }: Asserting,
  now: Date,
): string {
  const id = () => `_${randomBytes(16).toString('hex')}`
  const at = now.toISOString()
  const end = new Date(now.getTime() + 300_000).toISOString()
  const issuerXml = `<saml:Issuer>${escaped(issuer)}</saml:Issuer>`
  const answers = inResponseTo === undefined ? '' : ` InResponseTo="${inResponseTo}"`
  const confirmation = `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${end}" Recipient="${acsUrl}"${answers}/></saml:SubjectConfirmation>`
  const conditions = `<saml:Conditions NotBefore="${at}" NotOnOrAfter="${end}"><saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`
  const until = new Date(now.getTime() + (sessionMinutes ?? 0) * 60_000).toISOString()
  const ends = sessionMinutes === undefined ? '' : ` SessionNotOnOrAfter="${until}"`
  const statement = `<saml:AuthnStatement AuthnInstant="${at}"${ends}><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`
  const attributesXml = Object.entries(attributes).map(attributeXml).join('')
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id()}" Version="2.0" IssueInstant="${at}" Destination="${acsUrl}"${answers}>${issuerXml}<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="${id()}" Version="2.0" IssueInstant="${at}">${issuerXml}<saml:Subject><saml:NameID>${escaped(subject)}</saml:NameID>${confirmation}</saml:Subject>${conditions}${statement}<saml:AttributeStatement>${attributesXml}</saml:AttributeStatement></saml:Assertion></samlp:Response>`
}

/** Posts an unsolicited Response to a connection that allows it. */
export async function assertTo(
  service: TestService,
  connection: string,
  asserting: Asserting,
): Promise<Landed> {
  const { endpoints, idp } = await service.client.call('getSamlConnection', {
    params: { name: connection },
  })
  const { acsUrl, spEntityId: audience } = endpoints
  const xml = unsignedXml(
    { acsUrl, audience, issuer: idp.entityId },
    asserting,
    service.clock.now(),
  )
  const { relayState } = asserting
  return post({
    ...{ acsUrl, SAMLResponse: encode(signBoth(xml)) },
    ...(relayState === undefined ? {} : { RelayState: relayState }),
  })
}

/** The same, begun here: whoever asks is answered. */
export async function answerTo(
  service: TestService,
  connection: string,
  asserting: Asserting,
): Promise<Landed> {
  const { endpoints } = await service.client.call('getSamlConnection', {
    params: { name: connection },
  })
  const begun = await service.get(new URL(endpoints.loginUrl).pathname)
  const asked = new URL(begun.headers.get('location') ?? '').searchParams.get('SAMLRequest') ?? ''
  const request = inflateRawSync(Buffer.from(asked, 'base64')).toString('utf8')
  const inResponseTo = /\bID="([^"]+)"/.exec(request)?.[1] ?? ''
  return assertTo(service, connection, { ...asserting, inResponseTo })
}
