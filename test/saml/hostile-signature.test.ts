/** Attacks on what a signature says of itself: where it points, how it transforms, how weak it is. Signed by the IdP's own key, so only our profile can refuse them. */
import { describe } from '@jest/globals'
import { certificate, goodXml, mutate, resign, sign } from './forge.js'
import { byAssertion, excC14n, more, refuses } from './hostile.js'

const reference = (from: string | RegExp, to: string): string =>
  resign(byAssertion, 'Assertion', (info) => mutate(info, from, to))
const uri = 'URI="#_assertion1"'

describe('even signed by the IdP itself', () => {
  refuses('points elsewhere', [
    ['empty URI', reference(uri, 'URI=""'), 'signature-reference-mismatch'],
    ['no URI', reference(uri, ''), 'signature-reference-mismatch'],
    ['only a hash', reference(uri, 'URI="#"'), 'signature-reference-mismatch'],
    ['the parent', reference(uri, 'URI="#_response1"'), 'signature-reference-mismatch'],
    ['XPointer to the root', reference(uri, 'URI="#xpointer(/)"'), 'signature-reference-mismatch'],
    [
      'XPointer to the ID',
      reference(uri, `URI="#xpointer(id('_assertion1'))"`),
      'signature-reference-mismatch',
    ],
    [
      'another document',
      reference(uri, 'URI="https://evil.example/a.xml#_assertion1"'),
      'signature-reference-mismatch',
    ],
    ['a file', reference(uri, 'URI="file:///etc/passwd"'), 'signature-reference-mismatch'],
    ['percent-encoded', reference(uri, 'URI="#%5Fassertion1"'), 'signature-reference-mismatch'],
    ['with a blank', reference(uri, 'URI="#_assertion1 "'), 'signature-reference-mismatch'],
    [
      'two References',
      reference(
        /(<ds:Reference.*<\/ds:Reference>)/,
        '<ds:Reference URI="#_response1"/><ds:Reference URI="#_assertion1"/>',
      ),
      'signature-reference-mismatch',
    ],
    [
      'no Reference',
      reference(/<ds:Reference.*<\/ds:Reference>/, ''),
      'signature-reference-mismatch',
    ],
    [
      'a Manifest',
      reference(/<ds:Reference.*<\/ds:Reference>/, '<ds:Manifest/>'),
      'signature-reference-mismatch',
    ],
  ])

  const enveloped =
    '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
  const exclusive = `<ds:Transform Algorithm="${excC14n}"/>`
  const transform = (algorithm: string): string => `<ds:Transform Algorithm="${algorithm}"/>`
  const transforms = (list: string): string =>
    reference(/<ds:Transforms>.*<\/ds:Transforms>/, `<ds:Transforms>${list}</ds:Transforms>`)
  const xpath = `<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(//*)</ds:XPath></ds:Transform>`

  refuses('transforms by its own rules', [
    ['none', transforms(''), 'signature-transform-forbidden'],
    [
      'no Transforms',
      reference(/<ds:Transforms>.*<\/ds:Transforms>/, ''),
      'signature-transform-forbidden',
    ],
    ['only enveloped-signature', transforms(enveloped), 'signature-transform-forbidden'],
    ['only canonicalization', transforms(exclusive), 'signature-transform-forbidden'],
    ['the wrong way round', transforms(exclusive + enveloped), 'signature-transform-forbidden'],
    [
      'canonicalization twice',
      transforms(enveloped + exclusive + exclusive),
      'signature-transform-forbidden',
    ],
    ['XPath', transforms(enveloped + xpath), 'signature-transform-forbidden'],
    ['XPath in front', transforms(xpath + enveloped + exclusive), 'signature-transform-forbidden'],
    [
      'XPath Filter 2',
      transforms(enveloped + transform('http://www.w3.org/2002/06/xmldsig-filter2')),
      'signature-transform-forbidden',
    ],
    [
      'XSLT',
      transforms(enveloped + transform('http://www.w3.org/TR/1999/REC-xslt-19991116')),
      'signature-transform-forbidden',
    ],
    [
      'base64',
      transforms(enveloped + transform('http://www.w3.org/2000/09/xmldsig#base64')),
      'signature-transform-forbidden',
    ],
    [
      'canonicalization with comments',
      transforms(enveloped + transform(`${excC14n}WithComments`)),
      'signature-transform-forbidden',
    ],
    [
      'inclusive canonicalization',
      transforms(enveloped + transform('http://www.w3.org/TR/2001/REC-xml-c14n-20010315')),
      'signature-transform-forbidden',
    ],
    [
      'XPath hidden in enveloped-signature',
      transforms(enveloped.replace('/>', '><ds:XPath>1</ds:XPath></ds:Transform>') + exclusive),
      'signature-malformed',
    ],
    [
      'XPath hidden in canonicalization',
      transforms(enveloped + exclusive.replace('/>', '><ds:XPath>1</ds:XPath></ds:Transform>')),
      'signature-malformed',
    ],
    [
      'a Transform of another namespace',
      transforms(`${enveloped}<Transform xmlns="urn:x" Algorithm="${excC14n}"/>`),
      'signature-malformed',
    ],
  ])

  const method = /<ds:SignatureMethod [^>]*>/
  const digest = /<ds:DigestMethod [^>]*>/
  const named = (kind: string, algorithm: string): string =>
    `<ds:${kind} Algorithm="${algorithm}"/>`
  const signedBy = (algorithm: string): string =>
    reference(method, named('SignatureMethod', algorithm))
  const digestedBy = (algorithm: string): string =>
    reference(digest, named('DigestMethod', algorithm))

  refuses('signs weakly', [
    [
      'RSA-SHA1',
      signedBy('http://www.w3.org/2000/09/xmldsig#rsa-sha1'),
      'signature-algorithm-forbidden',
    ],
    ['RSA-MD5', signedBy(`${more}rsa-md5`), 'signature-algorithm-forbidden'],
    ['RSA-SHA224', signedBy(`${more}rsa-sha224`), 'signature-algorithm-forbidden'],
    [
      'DSA',
      signedBy('http://www.w3.org/2000/09/xmldsig#dsa-sha1'),
      'signature-algorithm-forbidden',
    ],
    ['ECDSA-SHA1', signedBy(`${more}ecdsa-sha1`), 'signature-algorithm-forbidden'],
    [
      'RSA-PSS',
      signedBy('http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1'),
      'signature-algorithm-forbidden',
    ],
    [
      'HMAC-SHA1',
      signedBy('http://www.w3.org/2000/09/xmldsig#hmac-sha1'),
      'signature-algorithm-forbidden',
    ],
    ['no algorithm', reference(method, '<ds:SignatureMethod/>'), 'signature-algorithm-forbidden'],
    ['an empty algorithm', signedBy(''), 'signature-algorithm-forbidden'],
    ['a blank behind the name', signedBy(`${more}rsa-sha256 `), 'signature-algorithm-forbidden'],
    ['another case', signedBy(`${more}RSA-SHA256`), 'signature-algorithm-forbidden'],
    ['a prototype name', signedBy('constructor'), 'signature-algorithm-forbidden'],
    [
      'HMACOutputLength',
      reference(
        method,
        `<ds:SignatureMethod Algorithm="${more}rsa-sha256"><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>`,
      ),
      'signature-algorithm-forbidden',
    ],
    ['ECDSA with an RSA key', signedBy(`${more}ecdsa-sha256`), 'signature-invalid'],
    ['RSA-SHA512 over a SHA-256 signature', signedBy(`${more}rsa-sha512`), 'signature-invalid'],
    [
      'SHA-1 digest',
      digestedBy('http://www.w3.org/2000/09/xmldsig#sha1'),
      'signature-algorithm-forbidden',
    ],
    ['MD5 digest', digestedBy(`${more}md5`), 'signature-algorithm-forbidden'],
    ['no digest method', reference(digest, ''), 'signature-malformed'],
    [
      'digest truncated',
      reference(/<ds:DigestValue>[^<]*/, '<ds:DigestValue>AAAA'),
      'signature-digest-mismatch',
    ],
    ['digest empty', reference(/<ds:DigestValue>[^<]*/, '<ds:DigestValue>'), 'signature-malformed'],
    [
      'SignedInfo in inclusive canonical form',
      sign(goodXml, 'Assertion', {
        canonicalization: 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
      }),
      'signature-algorithm-forbidden',
    ],
    [
      'SignedInfo with comments',
      sign(goodXml, 'Assertion', { canonicalization: `${excC14n}WithComments` }),
      'signature-algorithm-forbidden',
    ],
    [
      'a weak curve',
      sign(goodXml, 'Assertion', { key: 'k256', algorithm: `${more}ecdsa-sha256` }),
      'signing-key-weak',
      { expected: { certificates: [certificate('k256')] } },
    ],
    [
      'RSA-SHA256 with an ECDSA key',
      sign(goodXml, 'Assertion', { key: 'attacker', shows: null }),
      'signature-invalid',
      { expected: { certificates: [certificate('p256')] } },
    ],
  ])
})
