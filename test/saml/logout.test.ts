/** Logout messages: every rule has its refused example one step from a good one; nothing unsigned, foreign or old is believed. */
import { createPrivateKey, sign as signBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { SignedXml } from 'xml-crypto'
import {
  logoutRefusals,
  logoutRequestXml,
  logoutResponseXml,
  outgoingMessage,
  signInRefusals,
  verifyLogout,
  type LogoutMessage,
} from '../../src/saml/index.js'
import {
  certificate,
  codeOf,
  encode,
  idpEntityId,
  type KeyName,
  mutate,
  now,
  privateKey,
  spEntityId,
} from './forge.js'

const sloUrl = 'https://sso.mortise.example/saml/acme/slo'
const key = (name: KeyName) => ({
  privateKey: createPrivateKey(privateKey(name)),
  certificate: certificate(name),
})
const envelope = { id: '_logout1', issueInstant: now, destination: sloUrl, spEntityId: idpEntityId }
const subject = {
  nameId: 'ada@example.com',
  nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
}
const request = logoutRequestXml({ ...envelope, subject, sessionIndex: '_session1' })
const response = logoutResponseXml({ ...envelope, inResponseTo: '_ours1' })
const expected = { sloUrl, idpEntityId, certificates: [certificate('idp')] }

const enveloped = (xml: string, name: KeyName = 'idp'): string => {
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

const parameterOf = (xml: string) =>
  xml.includes('LogoutResponse') ? 'SAMLResponse' : 'SAMLRequest'

/** Signed by node:crypto, as an IdP would; not by the code under test. */
function queryOf(xml: string, name: KeyName = 'idp', algorithm = 'rsa-sha256'): string {
  const uri = `http://www.w3.org/2001/04/xmldsig-more#${algorithm}`
  const message = encodeURIComponent(deflateRawSync(xml).toString('base64'))
  const signed = `${parameterOf(xml)}=${message}&RelayState=here&SigAlg=${encodeURIComponent(uri)}`
  const value = signBytes('sha256', Buffer.from(signed), privateKey(name)).toString('base64')
  return `${signed}&Signature=${encodeURIComponent(value)}`
}

const byRedirect = (query: string): LogoutMessage =>
  verifyLogout({ came: { binding: 'redirect', query }, expected, now })
const byPost = (xml: string, parameter: 'SAMLRequest' | 'SAMLResponse' = parameterOf(xml)) =>
  verifyLogout({ came: { binding: 'post', parameter, message: encode(xml) }, expected, now })

const asked = {
  kind: 'request',
  id: '_logout1',
  nameId: 'ada@example.com',
  sessionIndexes: ['_session1'],
}

describe('what an IdP may say', () => {
  test.each([
    ['redirect', () => byRedirect(queryOf(request))],
    ['post', () => byPost(enveloped(request))],
  ])('a LogoutRequest by %s', (_, verify) => {
    expect(verify()).toMatchObject(asked)
  })

  test('of all sessions, when it names none', () => {
    const xml = logoutRequestXml({ ...envelope, subject })
    expect(byPost(enveloped(xml))).toMatchObject({ sessionIndexes: [] })
  })

  test.each([
    ['Success', true],
    ['PartialLogout', false],
  ])('a LogoutResponse: %s', (status, isComplete) => {
    const xml = response.replace('status:Success', `status:${status}`)
    const said = { kind: 'response', inResponseTo: '_ours1', isComplete }
    expect(byRedirect(queryOf(xml))).toEqual(said)
    expect(byPost(enveloped(xml))).toEqual(said)
  })

  test('what we send, we would believe: our own signatures by both bindings', () => {
    for (const binding of ['redirect', 'post'] as const) {
      const sent = outgoingMessage({
        ...{ xml: request, parameter: 'SAMLRequest', binding, url: sloUrl, signingKey: key('idp') },
      })
      const verified =
        sent.binding === 'redirect'
          ? byRedirect(new URL(sent.location).search.slice(1))
          : byPost(Buffer.from(sent.fields['SAMLRequest'] ?? '', 'base64').toString())
      expect(verified).toMatchObject(asked)
    }
  })

  test('xml-crypto finds our enveloped signature good, behind the Issuer', () => {
    const sent = outgoingMessage({
      ...{
        xml: request,
        parameter: 'SAMLRequest',
        binding: 'post',
        url: sloUrl,
        signingKey: key('sp'),
      },
    })
    if (sent.binding !== 'post') throw new Error('not by post')
    const xml = Buffer.from(sent.fields['SAMLRequest'] ?? '', 'base64').toString()
    expect(xml).toMatch(/<\/saml:Issuer><ds:Signature /)
    const [signature = ''] = /<ds:Signature .*<\/ds:Signature>/s.exec(xml) ?? []
    const verifier = new SignedXml({ publicCert: certificate('sp') })
    verifier.loadSignature(signature)
    expect(verifier.checkSignature(xml)).toBe(true)
  })
})

const at = (time: string) => `IssueInstant="${time}"`
const issued = at('2026-03-01T12:00:30Z')

/** One row for each rule. */
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

describe('the table', () => {
  test('every rule has its example, and no code is one of the sign-in’s', () => {
    expect(examples.map(([code]) => code)).toEqual(logoutRefusals.map(({ code }) => code))
    const signIn = new Set(signInRefusals.map(({ code }) => code))
    expect(logoutRefusals.filter(({ code }) => signIn.has(code))).toEqual([])
  })

  test.each(examples)('%s: %s', (code, _, xml) => {
    expect(codeOf(() => byRedirect(queryOf(xml)))).toBe(code)
    expect(codeOf(() => byPost(enveloped(xml)))).toBe(code)
  })
})

const good = queryOf(request)
const part = (name: string, value: string) =>
  good.replace(new RegExp(`${name}=[^&]*`), `${name}=${encodeURIComponent(value)}`)

describe('hostile', () => {
  test.each([
    ['not signed', good.replace(/&SigAlg.*/, ''), 'signature-missing'],
    ['SigAlg without Signature', good.replace(/&Signature.*/, ''), 'message-malformed'],
    ['signed by a stranger', queryOf(request, 'attacker'), 'signature-invalid'],
    ['RelayState changed', part('RelayState', 'there'), 'signature-invalid'],
    ['RelayState taken out', good.replace('&RelayState=here', ''), 'signature-invalid'],
    [
      'the message changed',
      part('SAMLRequest', deflateRawSync(request.replace('ada', 'eve')).toString('base64')),
      'signature-invalid',
    ],
    [
      'a request passed off as a response',
      good.replace('SAMLRequest', 'SAMLResponse'),
      'signature-invalid',
    ],
    ['both a request and a response', `${good}&SAMLResponse=x`, 'message-malformed'],
    ['a parameter twice', `${good}&SAMLRequest=x`, 'message-malformed'],
    ['neither', 'RelayState=x', 'message-malformed'],
    [
      'HMAC',
      part('SigAlg', 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'),
      'signature-algorithm-forbidden',
    ],
    [
      'SHA-1',
      part('SigAlg', 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'),
      'signature-algorithm-forbidden',
    ],
    [
      'ECDSA said of an RSA key',
      part('SigAlg', 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'),
      'signature-invalid',
    ],
    ['not DEFLATE', part('SAMLRequest', encode(request)), 'message-malformed'],
    [
      'a bomb',
      part('SAMLRequest', deflateRawSync('x'.repeat(2_000_000)).toString('base64')),
      'message-malformed',
    ],
    ['not base64', part('SAMLRequest', '%%%'), 'message-malformed'],
    ['not URL-encoded', good.replace('RelayState=here', 'RelayState=%E0'), 'message-malformed'],
  ])('by redirect, %s', (_, query, code) => {
    expect(codeOf(() => byRedirect(query))).toBe(code)
  })

  test.each([
    ['not signed', request, 'signature-missing'],
    ['signed by a stranger', enveloped(request, 'attacker'), 'signature-invalid'],
    [
      'changed after signing',
      enveloped(request).replace('ada@', 'eve@'),
      'signature-digest-mismatch',
    ],
    [
      'a signature deeper inside',
      enveloped(request).replace(
        /(<saml:Issuer>.*<\/saml:Issuer>)(.*)(<ds:Signature .*<\/ds:Signature>)/s,
        '<samlp:Extensions>$3</samlp:Extensions>$1$2',
      ),
      'signature-misplaced',
    ],
    [
      'wrapped in another',
      `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_x">${enveloped(request)}</samlp:LogoutRequest>`,
      'signature-misplaced',
    ],
    ['a DTD', `<!DOCTYPE x>${enveloped(request)}`, 'xml-doctype'],
  ])('by post, %s', (_, xml, code) => {
    expect(codeOf(() => byPost(xml))).toBe(code)
  })

  test('a signature inside the message does not sign a query', () => {
    const query = `SAMLRequest=${encodeURIComponent(deflateRawSync(enveloped(request)).toString('base64'))}`
    expect(codeOf(() => byRedirect(query))).toBe('signature-missing')
  })

  test('a signed Response of a sign-in is no LogoutResponse', () => {
    expect(
      codeOf(() =>
        byPost(enveloped(response.replaceAll('LogoutResponse', 'Response')), 'SAMLResponse'),
      ),
    ).toBe('logout-not-saml')
  })

  test('our own request, sent back to us, is not the IdP’s', () => {
    const ours = logoutRequestXml({ ...envelope, spEntityId, subject })
    expect(codeOf(() => byPost(enveloped(ours)))).toBe('logout-issuer-mismatch')
  })
})
