/** Attacks by wrapping and by leaving the signature out. */
import { goodXml, mutate } from './forge.js'
import { both, byAssertion, byResponse, refuses } from './hostile.js'
import { assertionWraps, responseWraps } from './wrapping.js'

const responseWrapCodes = [
  'assertion-misplaced',
  'assertion-misplaced',
  'xml-duplicate-id',
  'assertion-misplaced',
  'assertion-misplaced',
]
const assertionWrapCodes = [
  'assertion-repeated',
  'assertion-repeated',
  'xml-duplicate-id',
  'assertion-misplaced',
  'assertion-repeated',
  'assertion-misplaced',
  'assertion-misplaced',
  'assertion-misplaced',
  'assertion-misplaced',
  'assertion-misplaced',
  'assertion-misplaced',
  'signature-reference-mismatch',
  'response-not-saml',
]

refuses(
  'wraps a signed Response',
  Object.entries(responseWraps).map(([name, wrap], index) => [
    name,
    wrap(byResponse),
    responseWrapCodes[index] ?? '',
  ]),
)
refuses(
  'wraps a signed Assertion',
  Object.entries(assertionWraps).map(([name, wrap], index) => [
    name,
    wrap(byAssertion),
    assertionWrapCodes[index] ?? '',
  ]),
)
const onResponse = (find: string | RegExp, to: string): string => mutate(byResponse, find, to)
const onAssertion = (find: string | RegExp, to: string): string => mutate(byAssertion, find, to)
const signature = /<ds:Signature .*?<\/ds:Signature>/s

refuses('leaves the signature out', [
  ['none at all', goodXml, 'signature-missing'],
  ['removed from the Response', onResponse(signature, ''), 'signature-missing'],
  ['removed from the Assertion', onAssertion(signature, ''), 'signature-missing'],
  [
    'removed and the person changed',
    onAssertion(signature, '').replaceAll('ada@', 'root@'),
    'signature-missing',
  ],
  [
    'in a comment',
    onAssertion(/(<ds:Signature .*<\/ds:Signature>)/s, '<!--gone-->'),
    'signature-missing',
  ],
  [
    'in another namespace',
    onAssertion('http://www.w3.org/2000/09/xmldsig#"', 'urn:example:dsig"'),
    'signature-missing',
  ],
  [
    'empty',
    onAssertion(signature, '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>'),
    'signature-malformed',
  ],
  [
    'SignatureValue empty',
    onAssertion(/(SignatureValue>)[^<]+/, 'SignatureValue>'),
    'signature-malformed',
  ],
  [
    'SignatureValue gone',
    onAssertion(/<ds:SignatureValue>.*<\/ds:SignatureValue>/, ''),
    'signature-malformed',
  ],
  ['SignedInfo gone', onAssertion(/<ds:SignedInfo>.*<\/ds:SignedInfo>/, ''), 'signature-malformed'],
  [
    'SignedInfo twice',
    onAssertion(/(<ds:SignedInfo>)/, '<ds:SignedInfo/><ds:SignedInfo>'),
    'signature-malformed',
  ],
  [
    'twice in the Assertion',
    byAssertion.replace(/(<ds:Signature .*<\/ds:Signature>)/s, '$1$1'),
    'signature-misplaced',
  ],
  [
    'twice in the Response',
    byResponse.replace(/(<ds:Signature .*<\/ds:Signature>)/s, '$1$1'),
    'signature-misplaced',
  ],
  [
    'a good Response signature, a broken Assertion signature',
    mutate(both, /(#_assertion1.*SignatureValue>)..../s, '#_assertion1"><!---->'),
    'xml-malformed',
  ],
  [
    'policy Response, only the Assertion signed',
    byAssertion,
    'signature-missing',
    { expected: { signed: 'response' } },
  ],
  [
    'policy Assertion, only the Response signed',
    byResponse,
    'signature-missing',
    { expected: { signed: 'assertion' } },
  ],
  [
    'policy both, only the Assertion signed',
    byAssertion,
    'signature-missing',
    { expected: { signed: 'both' } },
  ],
  [
    'policy both, only the Response signed',
    byResponse,
    'signature-missing',
    { expected: { signed: 'both' } },
  ],
])
