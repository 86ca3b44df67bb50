/** Attacks on the posted text: base64 with two spellings, cut messages; and hiding behind encryption. */
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { codeOf, encode, goodXml, mutate, signBoth, verify } from './forge.js'
import { both, refuses, type Row } from './hostile.js'

const posted = (rows: readonly (readonly [string, string, string])[]): readonly Row[] =>
  rows.map(([name, samlResponse, code]) => [name, '', code, { samlResponse }])

const base64 = encode(both)
// The last character before the padding carries unused bits; setting one gives a second text for the same bytes.
const padded = encode(`${both}${' '.repeat((3 - ((Buffer.byteLength(both) + 1) % 3)) % 3)}`)
const strayBits = padded.replace(
  /(.)=$/,
  (_, last: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}=`,
)

refuses(
  'plays with base64',
  posted([
    ['empty', '', 'response-not-base64'],
    ['blanks', ' \r\n', 'response-not-base64'],
    ['only padding', '====', 'response-not-base64'],
    [
      'URL-safe',
      Buffer.from(`${both}???>>>`)
        .toString('base64url')
        .replace(/^(.*)$/, '$1-_=='),
      'response-not-base64',
    ],
    ['percent-encoded', encodeURIComponent(`${base64}+/==`), 'response-not-base64'],
    [
      'a blank where a plus was',
      `${base64.slice(0, 99)}\u00a0${base64.slice(99)}`,
      'response-not-base64',
    ],
    ['padding inside', `${encode('<a>b')}${base64}`, 'response-not-base64'],
    [
      'padding too long',
      `${encode(both + ' '.repeat(3 - (both.length % 3 || 3)))}====`,
      'response-not-base64',
    ],
    [
      'one character short',
      encode(`${both} `).replace(/=*$/, '').slice(0, -1).padEnd(5, '='),
      'response-not-base64',
    ],
    ['stray bits', strayBits, 'response-not-base64'],
    ['a data URL', `data:text/xml;base64,${base64}`, 'response-not-base64'],
    ['a comment', `${base64}<!-- -->`, 'response-not-base64'],
    ['the XML itself', both, 'response-not-base64'],
    ['base64 twice', encode(base64), 'xml-malformed'],
    ['deflated, as for HTTP-Redirect', deflateRawSync(both).toString('base64'), 'xml-encoding'],
    ['500 KB of base64', 'A'.repeat(500_000), 'message-too-large'],
  ]),
)

describe('truncated', () => {
  const bytes = Buffer.from(both)
  const cuts = Array.from({ length: 24 }, (_, index) => Math.floor((bytes.length * index) / 24))
  test.each(cuts)('after %d bytes', (cut) => {
    const expected = cut === 0 ? 'response-not-base64' : 'xml-malformed'
    expect(codeOf(() => verify(bytes.subarray(0, cut)))).toBe(expected)
  })
})

const encryptedId =
  '<saml:EncryptedID><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"/></saml:EncryptedID>'

refuses('hides behind encryption', [
  [
    'EncryptedID',
    signBoth(mutate(goodXml, /<saml:NameID .*<\/saml:NameID>/, encryptedId)),
    'encryption-misplaced',
  ],
  [
    'EncryptedAttribute',
    signBoth(
      mutate(
        goodXml,
        '<saml:Attribute Name="mail"',
        '<saml:EncryptedAttribute/><saml:Attribute Name="mail"',
      ),
    ),
    'encryption-misplaced',
  ],
  [
    'EncryptedAssertion beside the Assertion',
    signBoth(mutate(goodXml, '</samlp:Response>', '<saml:EncryptedAssertion/></samlp:Response>')),
    'assertion-repeated',
  ],
  [
    'EncryptedData in Extensions',
    signBoth(
      mutate(
        goodXml,
        '<samlp:Status>',
        '<samlp:Extensions><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"/></samlp:Extensions><samlp:Status>',
      ),
    ),
    'encryption-misplaced',
  ],
])
