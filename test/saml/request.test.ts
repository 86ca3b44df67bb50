/** AuthnRequests out and in. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { authnRequestXml, parseAuthnRequest } from '../../src/saml/index.js'
import { acsUrl, codeOf, encode, now, redirectOf, spEntityId } from './forge.js'

const input = {
  id: '_req1',
  issueInstant: now,
  idpSsoUrl: 'https://idp.example.com/sso',
  acsUrl,
  spEntityId,
}

const parametersOf = (url: string): URLSearchParams => new URL(url).searchParams

test('the redirect carries the request, compressed, and RelayState', () => {
  const url = redirectOf({ ...input, relayState: '/a?b=c&d' })
  const parameters = parametersOf(url)
  expect([...parameters.keys()]).toEqual(['SAMLRequest', 'RelayState'])
  expect(parameters.get('RelayState')).toBe('/a?b=c&d')
  const xml = inflateRawSync(Buffer.from(parameters.get('SAMLRequest') ?? '', 'base64')).toString()
  expect(xml).toBe(authnRequestXml(input))
})

test('an IdP reads back what was asked', () => {
  const url = redirectOf({ ...input, forceAuthn: true, nameIdFormat: 'urn:x' })
  expect(parseAuthnRequest(parametersOf(url).get('SAMLRequest') ?? '', 'redirect')).toEqual({
    id: '_req1',
    issuer: spEntityId,
    acsUrl,
    destination: 'https://idp.example.com/sso',
    issueInstant: new Date('2026-03-01T12:00:30Z'),
    nameIdFormat: 'urn:x',
    forceAuthn: true,
    isPassive: false,
  })
})

test('nothing in a name can escape from the request', () => {
  const hostile = `"><saml:Evil a='b'>&amp;\n`
  const xml = authnRequestXml({ ...input, spEntityId: hostile, acsUrl: hostile })
  const read = parseAuthnRequest(encode(xml), 'post')
  expect([read.issuer, read.acsUrl]).toEqual([hostile, hostile])
})

test.each([
  ['https://accounts.google.com/o/saml2/idp?idpid=C01', '?idpid=C01&SAMLRequest='],
  ['https://idp.example.com/sso?a=%20b+c', '?a=%20b+c&SAMLRequest='],
  ['https://idp.example.com/sso#top', '/sso?SAMLRequest='],
])('keeps the query of %s', (idpSsoUrl, part) => {
  const url = redirectOf({ ...input, idpSsoUrl })
  expect(url).toContain(part)
  expect(url).not.toContain('#')
})

test('RelayState has 80 bytes, counted as bytes', () => {
  expect(redirectOf({ ...input, relayState: 'é'.repeat(40) })).toContain('RelayState=')
  const call = () => redirectOf({ ...input, relayState: 'é'.repeat(41) })
  expect(codeOf(call)).toBe('relay-state-too-long')
})

test('an ID that is no XML name is a bug', () => {
  expect(() => authnRequestXml({ ...input, id: '1"' })).toThrow(TypeError)
})

test('a control character is a bug, not a silent change', () => {
  expect(() => authnRequestXml({ ...input, spEntityId: 'a\u0000b' })).toThrow(TypeError)
  expect(() => authnRequestXml({ ...input, spEntityId: 'a\ud800b' })).toThrow(TypeError)
})

describe('an IdP refuses', () => {
  const xml = authnRequestXml(input)
  test.each([
    ['no base64', '%%%', 'redirect', 'request-malformed'],
    ['no DEFLATE', encode(xml), 'redirect', 'request-malformed'],
    [
      'a decompression bomb',
      deflateRawSync(Buffer.alloc(50_000_000)).toString('base64'),
      'redirect',
      'request-malformed',
    ],
    [
      'a Response',
      encode('<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" Version="2.0"/>'),
      'post',
      'request-malformed',
    ],
    ['another version', encode(xml.replace('"2.0"', '"1.1"')), 'post', 'request-malformed'],
    [
      'no Issuer',
      encode(xml.replace(/<saml:Issuer>.*<\/saml:Issuer>/, '')),
      'post',
      'request-malformed',
    ],
    ['no time', encode(xml.replace(/IssueInstant="[^"]*"/, '')), 'post', 'request-malformed'],
    [
      'a wrong time',
      encode(xml.replace(/IssueInstant="[^"]*"/, 'IssueInstant="2026-02-30T00:00:00Z"')),
      'post',
      'time-malformed',
    ],
    ['no ID', encode(xml.replace(/ ID="[^"]*"/, '')), 'post', 'id-malformed'],
    ['a DTD', encode(`<!DOCTYPE x>${xml}`), 'post', 'xml-doctype'],
  ] as const)('%s', (_, samlRequest, binding, code) => {
    expect(codeOf(() => parseAuthnRequest(samlRequest, binding))).toBe(code)
  })
})
