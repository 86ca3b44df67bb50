/** Attacks by one's own key, and changes after signing. */
import { createHmac } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import {
  bareCertificate,
  certificate,
  codeOf,
  goodXml,
  idpEntityId,
  mutate,
  requestId,
  sign,
  signBoth,
  spEntityId,
  verify,
  ways,
} from './forge.js'
import { byAssertion, more, refuses, type Row } from './hostile.js'
import { evilMail } from './wrapping.js'

function macSigned(algorithm: string, secret: string): string {
  const info = /<ds:SignedInfo>.*<\/ds:SignedInfo>/.exec(byAssertion)?.[0] ?? ''
  const named = info.replace(`${more}rsa-sha256`, `${more}${algorithm}`)
  const canonical = named
    .replace('<ds:SignedInfo>', '<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">')
    .replace(/<(ds:\w+)([^>]*)\/>/g, '<$1$2></$1>')
  const value = createHmac('sha256', secret).update(canonical).digest('base64')
  return byAssertion.replace(info, named).replace(/(SignatureValue>)[^<]+/, `$1${value}`)
}

const stranger = { key: 'attacker', shows: 'attacker' } as const

refuses('brings its own key', [
  [
    'HMAC with the certificate as secret',
    macSigned('hmac-sha256', certificate('idp')),
    'signature-algorithm-forbidden',
  ],
  [
    'HMAC with the bare certificate',
    macSigned('hmac-sha256', bareCertificate('idp')),
    'signature-algorithm-forbidden',
  ],
  ['HMAC posing as RSA', macSigned('rsa-sha256', certificate('idp')), 'signature-invalid'],
  [
    "an attacker's certificate in KeyInfo, Assertion",
    sign(goodXml, 'Assertion', stranger),
    'signing-certificate-unknown',
  ],
  [
    "an attacker's certificate in KeyInfo, Response",
    sign(goodXml, 'Response', stranger),
    'signing-certificate-unknown',
  ],
  [
    "an attacker's certificate in KeyInfo, both",
    signBoth(goodXml, stranger),
    'signing-certificate-unknown',
  ],
  [
    'the right certificate shown, Assertion',
    sign(goodXml, 'Assertion', { key: 'attacker', shows: 'idp' }),
    'signature-invalid',
  ],
  [
    'the right certificate shown, Response',
    sign(goodXml, 'Response', { key: 'attacker', shows: 'idp' }),
    'signature-invalid',
  ],
  ['no KeyInfo', sign(goodXml, 'Assertion', { key: 'attacker', shows: null }), 'signature-invalid'],
  [
    'both certificates shown',
    sign(goodXml, 'Assertion', {
      key: 'attacker',
      keyInfo: `<ds:X509Data><ds:X509Certificate>${bareCertificate('idp')}</ds:X509Certificate><ds:X509Certificate>${bareCertificate('attacker')}</ds:X509Certificate></ds:X509Data>`,
    }),
    'signature-invalid',
  ],
  [
    'a KeyValue',
    sign(goodXml, 'Assertion', {
      key: 'attacker',
      keyInfo:
        '<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>',
    }),
    'signature-invalid',
  ],
  [
    'a RetrievalMethod',
    sign(goodXml, 'Assertion', {
      key: 'attacker',
      keyInfo: '<ds:RetrievalMethod URI="https://evil.example/key"/>',
    }),
    'signature-invalid',
  ],
  [
    'a KeyName',
    sign(goodXml, 'Assertion', { key: 'attacker', keyInfo: '<ds:KeyName>idp</ds:KeyName>' }),
    'signature-invalid',
  ],
  [
    'a certificate that is none',
    sign(goodXml, 'Assertion', {
      key: 'attacker',
      keyInfo: '<ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data>',
    }),
    'signature-invalid',
  ],
  [
    'a good Assertion in a Response signed by a stranger',
    sign(byAssertion, 'Response', stranger),
    'signing-certificate-unknown',
  ],
  [
    'a stranger’s Assertion in a Response signed by the IdP',
    sign(sign(goodXml, 'Assertion', stranger), 'Response'),
    'signing-certificate-unknown',
  ],
  [
    'no trusted certificate at all',
    byAssertion,
    'signing-certificate-unknown',
    { expected: { certificates: [] } },
  ],
  [
    'no KeyInfo and no trusted certificate',
    sign(goodXml, 'Assertion', { shows: null }),
    'signature-invalid',
    { expected: { certificates: [] } },
  ],
])

const signedFields: readonly (readonly [string, string | RegExp, string])[] = [
  ['NameID', '>ada@example.com</saml:NameID>', `>${evilMail}</saml:NameID>`],
  ['NameID Format', 'nameid-format:emailAddress', 'nameid-format:unspecified'],
  ['an attribute value', 'Engineers', 'Administrators'],
  ['an attribute name', 'Name="mail"', 'Name="login"'],
  [
    'an attribute value more',
    '<saml:AttributeValue>Engineers',
    '<saml:AttributeValue>Administrators</saml:AttributeValue><saml:AttributeValue>Engineers',
  ],
  ['an attribute value less', '<saml:AttributeValue>R&amp;D</saml:AttributeValue>', ''],
  ['a blank', '>Engineers<', '> Engineers<'],
  ['a blank between elements', '<saml:Conditions', ' <saml:Conditions'],
  ['AuthnInstant', '11:59:58Z', '11:59:59Z'],
  ['SessionIndex', '_session1', '_session2'],
  ['authentication context', 'PasswordProtectedTransport', 'X509'],
  ['an attribute of no meaning', '<saml:Subject>', '<saml:Subject evil="1">'],
  ['a namespace', '<saml:Subject>', '<x:Subject xmlns:x="urn:oasis:names:tc:SAML:2.0:assertion">'],
  [
    'AudienceRestriction more',
    '</saml:Conditions>',
    `<saml:AudienceRestriction><saml:Audience>${spEntityId}</saml:Audience></saml:AudienceRestriction></saml:Conditions>`,
  ],
]

describe.each(Object.entries(ways))('changes what was signed, %s', (_, way) => {
  const xml = way(goodXml)
  test.each(signedFields)('%s', (name, from, to) => {
    const changed = mutate(xml, from, to)
    const closed =
      name === 'a namespace' ? changed.replace('</saml:Subject>', '</x:Subject>') : changed
    expect(codeOf(() => verify(closed))).toBe('signature-digest-mismatch')
  })
})

const unsignedField = (from: string | RegExp, to: string, code: string, name: string): Row => [
  name,
  mutate(byAssertion, from, to),
  code,
]

refuses('changes the unsigned envelope of a signed Assertion', [
  unsignedField(
    /Destination="[^"]*"/,
    'Destination="https://other.example/acs"',
    'destination-mismatch',
    'Destination',
  ),
  unsignedField(/ InResponseTo="[^"]*"/, '', 'in-response-to-mismatch', 'InResponseTo removed'),
  unsignedField(
    requestId,
    '_another',
    'in-response-to-mismatch',
    'InResponseTo of another request',
  ),
  unsignedField('status:Success', 'status:Responder', 'status-not-success', 'Status'),
  unsignedField(
    'Success"/>',
    'Success"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:PartialLogout"/></samlp:StatusCode>',
    'status-not-success',
    'a nested Status',
  ),
  unsignedField('status:Success', 'status:success', 'status-not-success', 'Status in another case'),
  unsignedField(idpEntityId, 'https://evil.example', 'response-issuer-mismatch', 'Issuer'),
  unsignedField(
    'ID="_response1"',
    'ID="_assertion1"',
    'xml-duplicate-id',
    'the ID of the Assertion',
  ),
  unsignedField(
    'ID="_response1"',
    'ID="_response1" xml:id="_assertion1"',
    'xml-duplicate-id',
    'the ID of the Assertion as xml:id',
  ),
  unsignedField(
    'ID="_response1"',
    'ID="_response1" id="_assertion1"',
    'xml-duplicate-id',
    'the ID of the Assertion as id',
  ),
  unsignedField(
    '<samlp:Status>',
    '<samlp:Extensions Id="_assertion1"/><samlp:Status>',
    'xml-duplicate-id',
    'the ID of the Assertion as Id',
  ),
  unsignedField(
    '<samlp:Status>',
    '<saml:Issuer>https://evil.example</saml:Issuer><samlp:Status>',
    'element-repeated',
    'two Issuers',
  ),
  unsignedField(
    '</samlp:Status>',
    '</samlp:Status><samlp:Status/>',
    'element-repeated',
    'two Statuses',
  ),
  unsignedField('<samlp:Response ', '<samlp:LogoutResponse ', 'xml-malformed', 'the start tag'),
])
