/** Whose Response this says it is, for an ACS that serves many connections. Nothing here is believed: the name only chooses who verifies. */
import { saml } from './names.js'
import { childNamed } from './query.js'
import { decodeResponse } from './response.js'
import { messageLimits, parseXml } from './xml.js'

/**
 * Core §3.2.2 lets a Response leave its Issuer out; the Assertion always has one.
 * @returns undefined when nothing names an issuer
 * @throws Refusal `response-not-base64`, `message-too-large`, `xml-…` or `element-repeated`
 */
export function unverifiedIssuerOf(samlResponse: string): string | undefined {
  const response = parseXml(decodeResponse(samlResponse), messageLimits)
  const assertion = response.children.find(
    ({ namespace, name }) => namespace === saml && name === 'Assertion',
  )
  return (childNamed(response, saml, 'Issuer') ?? childNamed(assertion, saml, 'Issuer'))?.text
}
