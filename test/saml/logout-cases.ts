/** Logout messages, good ones and one refused example per rule, each one step away. Written to test/golden/saml-logout-refused by generate.ts; the tests read only the disk. */
import { sign as signBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { SignedXml } from 'xml-crypto'
import { logoutRequestXml, logoutResponseXml } from '../../src/saml/index.js'
import { idpEntityId, type KeyName, mutate, now, privateKey } from './forge.js'

export const sloUrl = 'https://sso.mortise.example/saml/acme/slo'
export const envelope = {
  id: '_logout1',
  issueInstant: now,
  destination: sloUrl,
  spEntityId: idpEntityId,
}
export const subject = {
  nameId: 'ada@example.com',
  nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
}
export const request = logoutRequestXml({ ...envelope, subject, sessionIndex: '_session1' })
export const response = logoutResponseXml({ ...envelope, inResponseTo: '_ours1' })
export const enveloped = (xml: string, name: KeyName = 'idp'): string => {
  const signer = new SignedXml({
    privateKey: privateKey(name),
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: 'http://www.w3.org/2001/10/xml-exc-c14n#',
  })
  signer.addReference({
    xpath: '/*',
    transforms: [
      'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
      'http://www.w3.org/2001/10/xml-exc-c14n#',
    ],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  })
  signer.computeSignature(xml, { prefix: 'ds' })
  return signer.getSignedXml()
}

export const parameterOf = (xml: string) =>
  xml.includes('LogoutResponse') ? 'SAMLResponse' : 'SAMLRequest'

/** Signed by node:crypto, as an IdP would; not by the code under test. */
export function queryOf(xml: string, name: KeyName = 'idp', algorithm = 'rsa-sha256'): string {
  const uri = `http://www.w3.org/2001/04/xmldsig-more#${algorithm}`
  const message = encodeURIComponent(deflateRawSync(xml).toString('base64'))
  const signed = `${parameterOf(xml)}=${message}&RelayState=here&SigAlg=${encodeURIComponent(uri)}`
  const value = signBytes('sha256', Buffer.from(signed), privateKey(name)).toString('base64')
  return `${signed}&Signature=${encodeURIComponent(value)}`
}

const at = (time: string) => `IssueInstant="${time}"`
const issued = at('2026-03-01T12:00:30Z')

const examples: readonly (readonly [code: string, because: string, xml: string])[] = [
  ['logout-not-saml', 'an AuthnRequest', request.replaceAll('LogoutRequest', 'AuthnRequest')],
  ['logout-version-wrong', 'SAML 1.1', mutate(request, 'Version="2.0"', 'Version="1.1"')],
  ['logout-issuer-missing', 'no Issuer', mutate(request, /<saml:Issuer>.*<\/saml:Issuer>/, '')],
  [
    'logout-issuer-mismatch',
    'another IdP',
    mutate(request, `>${idpEntityId}<`, '>https://other.example<'),
  ],
  ['logout-destination-missing', 'no Destination', mutate(request, ` Destination="${sloUrl}"`, '')],
  ['logout-destination-mismatch', 'the slash', mutate(request, `"${sloUrl}"`, `"${sloUrl}/"`)],
  ['logout-issue-instant-missing', 'no IssueInstant', mutate(request, ` ${issued}`, '')],
  ['logout-issued-in-future', 'of tomorrow', mutate(request, issued, at('2026-03-02T12:00:30Z'))],
  [
    'logout-issued-too-long-ago',
    'of an hour ago',
    mutate(request, issued, at('2026-03-01T11:00:30Z')),
  ],
  [
    'logout-expired',
    'ended',
    mutate(request, /NotOnOrAfter="[^"]*"/, 'NotOnOrAfter="2026-03-01T11:59:00Z"'),
  ],
  [
    'logout-name-id-encrypted',
    'EncryptedID',
    mutate(request, /<saml:NameID .*<\/saml:NameID>/, '<saml:EncryptedID/>'),
  ],
  ['logout-name-id-missing', 'nobody', mutate(request, /<saml:NameID .*<\/saml:NameID>/, '')],
  [
    'logout-in-response-to-missing',
    'answers nothing',
    mutate(response, ' InResponseTo="_ours1"', ''),
  ],
  ['logout-status-missing', 'no Status', mutate(response, /<samlp:Status>.*<\/samlp:Status>/, '')],
]

export interface RefusedLogout {
  readonly code: string
  /** The one step from the good message. */
  readonly because: string
  /** By HTTP-POST, signed. */
  readonly message: string
  /** By HTTP-Redirect, signed. */
  readonly query: string
}

export const refusedLogouts: readonly RefusedLogout[] = examples.map(([code, because, xml]) => ({
  ...{ code, because },
  message: enveloped(xml),
  query: queryOf(xml),
}))
