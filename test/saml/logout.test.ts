/** Logout messages: every rule has its refused example one step from a good one; nothing unsigned, foreign or old is believed. */
import { createPrivateKey } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { SignedXml } from 'xml-crypto'
import {
  logoutRefusals,
  logoutRequestXml,
  outgoingMessage,
  signInRefusals,
  verifyLogout,
  type LogoutMessage,
} from '../../src/saml/index.js'
import {
  enveloped,
  envelope,
  parameterOf,
  queryOf,
  refusedLogouts,
  request,
  response,
  sloUrl,
  subject,
} from './logout-cases.js'
import {
  certificate,
  codeOf,
  encode,
  golden,
  idpEntityId,
  type KeyName,
  now,
  privateKey,
  spEntityId,
} from './forge.js'

const key = (name: KeyName) => ({
  privateKey: createPrivateKey(privateKey(name)),
  certificate: certificate(name),
})
const expected = { sloUrl, idpEntityId, certificates: [certificate('idp')] }

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

const folder = join(golden, 'saml-logout-refused')
const onDisk = (code: string, file: string): string =>
  readFileSync(join(folder, code, file), 'utf8')

describe('the table', () => {
  const codes = logoutRefusals.map(({ code }) => code)

  test('rules and examples on disk are the same set, and no code is one of the sign-in’s', () => {
    expect(readdirSync(folder).sort()).toEqual([...codes].sort())
    const signIn = new Set(signInRefusals.map(({ code }) => code))
    expect(codes.filter((code) => signIn.has(code))).toEqual([])
  })

  test('the files are what generate.ts writes', () => {
    expect(refusedLogouts.map(({ code }) => code)).toEqual(codes)
    for (const { code, message, query } of refusedLogouts) {
      expect([onDisk(code, 'message.xml'), onDisk(code, 'query.txt')]).toEqual([message, query])
    }
  })

  test.each(codes)('%s', (code) => {
    expect(codeOf(() => byRedirect(onDisk(code, 'query.txt')))).toBe(code)
    expect(codeOf(() => byPost(onDisk(code, 'message.xml')))).toBe(code)
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
