/** Attacks on the XML door; and harmless differences, which are no attack. */
import { describe, expect, test } from '@jest/globals'
import { idpEntityId, mutate, spEntityId, verify } from './forge.js'
import { both, byResponse, inName, refuses } from './hostile.js'

const comment = (at: string): string => mutate(both, at, `${at.slice(0, -5)}<!---->${at.slice(-5)}`)

refuses('cuts values by comments and the like', [
  ['NameID', comment('>ada@example.com'), 'xml-comment-in-value'],
  ['an attribute value', comment('>Engineers'), 'xml-comment-in-value'],
  ['Audience', comment(`Audience>${spEntityId}`), 'xml-comment-in-value'],
  ['Issuer', comment(`Issuer>${idpEntityId}`), 'xml-comment-in-value'],
  ['DigestValue', both.replace(/(<ds:DigestValue>....)/, '$1<!---->'), 'xml-comment-in-value'],
  [
    'SignatureValue',
    both.replace(/(<ds:SignatureValue>....)/, '$1<!---->'),
    'xml-comment-in-value',
  ],
  [
    'a processing instruction in the NameID',
    mutate(
      both,
      'ada@example.com</saml:NameID>',
      'ada@example.com<?x?>.evil.example</saml:NameID>',
    ),
    'xml-processing-instruction',
  ],
  [
    'an element in the NameID',
    mutate(both, 'ada@example.com</saml:NameID>', 'ada@example.com<x/>.evil.example</saml:NameID>'),
    'signature-digest-mismatch',
  ],
  [
    'text in CDATA',
    mutate(
      both,
      'ada@example.com</saml:NameID>',
      'ada@example.com<![CDATA[.evil.example]]></saml:NameID>',
    ),
    'signature-digest-mismatch',
  ],
])

const xxe = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
const laughs =
  '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
refuses('abuses XML', [
  ['a DOCTYPE', `<!DOCTYPE r>${both}`, 'xml-doctype'],
  ['a lower-case doctype', `<!doctype r>${both}`, 'xml-doctype'],
  ['an external DTD', `<!DOCTYPE r SYSTEM "https://evil.example/x.dtd">${both}`, 'xml-doctype'],
  ['billions of laughs', `${laughs}${inName('&c;')}`, 'xml-doctype'],
  ['an external entity', `${xxe}${inName('&x;')}`, 'xml-doctype'],
  [
    'a parameter entity',
    `<!DOCTYPE r [<!ENTITY % p SYSTEM "https://evil.example/p"> %p;]>${both}`,
    'xml-doctype',
  ],
  [
    'default attributes',
    `<!DOCTYPE r [<!ATTLIST saml:Assertion ID CDATA "_assertion1">]>${both}`,
    'xml-doctype',
  ],
  [
    'a DOCTYPE inside the root',
    mutate(both, '<samlp:Status>', '<!DOCTYPE x><samlp:Status>'),
    'xml-doctype',
  ],
  ['an unknown entity', inName('&ada;'), 'xml-malformed'],
  ['a character reference to null', inName('ada&#0;'), 'xml-malformed'],
  ['a character reference to a surrogate', inName('ada&#xD800;'), 'xml-malformed'],
  ['a null character', inName('ada\0'), 'xml-encoding'],
  ['a control character', inName('ada\u0001'), 'xml-malformed'],
  ['XML 1.1', `<?xml version="1.1"?>${both}`, 'xml-encoding'],
  ['another encoding declared', `<?xml version="1.0" encoding="UTF-7"?>${both}`, 'xml-encoding'],
  ['Latin-1 declared', `<?xml version="1.0" encoding="ISO-8859-1"?>${both}`, 'xml-encoding'],
  ['UTF-16', Buffer.from(`\ufeff${both}`, 'utf16le'), 'xml-encoding'],
  [
    'an overlong UTF-8 sequence',
    Buffer.concat([
      Buffer.from(both.slice(0, -20)),
      Buffer.from([0xc0, 0xbc]),
      Buffer.from(both.slice(-20)),
    ]),
    'xml-encoding',
  ],
  [
    'two declarations',
    `<?xml version="1.0"?><?xml version="1.0"?>${both}`,
    'xml-processing-instruction',
  ],
  ['a blank before the declaration', ` <?xml version="1.0"?>${both}`, 'xml-processing-instruction'],
  [
    'an xml-stylesheet',
    `<?xml-stylesheet href="https://evil.example/x.xsl"?>${both}`,
    'xml-processing-instruction',
  ],
  ['a second root', `${both}${both}`, 'xml-malformed'],
  ['text before the root', `x${both}`, 'xml-malformed'],
  [
    'an undeclared prefix',
    mutate(both, '<samlp:Status>', '<x:evil/><samlp:Status>'),
    'xml-malformed',
  ],
  [
    'one attribute twice',
    mutate(both, 'ID="_response1"', 'ID="_response1" ID="_response2"'),
    'xml-malformed',
  ],
  [
    'one attribute twice by two prefixes',
    mutate(
      both,
      'ID="_response1"',
      'ID="_response1" xmlns:a="urn:x" xmlns:b="urn:x" a:v="1" b:v="2"',
    ),
    'xml-malformed',
  ],
  [
    'a relative namespace',
    mutate(both, '<samlp:Status>', '<x xmlns="relative"/><samlp:Status>'),
    'xml-malformed',
  ],
  [
    'the xmlns prefix bound',
    mutate(both, '<samlp:Status>', '<x xmlns:xmlns="urn:x"/><samlp:Status>'),
    'xml-malformed',
  ],
  [
    '300 elements deep',
    mutate(both, '<samlp:Status>', `${'<x>'.repeat(300)}${'</x>'.repeat(300)}<samlp:Status>`),
    'xml-too-deep',
  ],
  [
    '100 elements deep',
    mutate(both, '<samlp:Status>', `${'<x>'.repeat(100)}${'</x>'.repeat(100)}<samlp:Status>`),
    'xml-too-deep',
  ],
  [
    '20,000 elements',
    mutate(both, '<samlp:Status>', `${'<x/>'.repeat(20_000)}<samlp:Status>`),
    'xml-too-many-nodes',
  ],
  ['a value of 300 KB', mutate(both, 'Engineers', 'x'.repeat(300_000)), 'message-too-large'],
  ['HTML', '<html><body>Sign in</body></html>', 'response-not-saml'],
  [
    'an Assertion by itself',
    /<saml:Assertion .*<\/saml:Assertion>/s
      .exec(both)?.[0]
      .replace(
        '<saml:Assertion ',
        '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ',
      ) ?? '',
    'response-not-saml',
  ],
  [
    'a SOAP envelope',
    `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${both}</s:Body></s:Envelope>`,
    'response-not-saml',
  ],
  [
    'a LogoutResponse',
    both.replaceAll('samlp:Response', 'samlp:LogoutResponse'),
    'response-not-saml',
  ],
  [
    'SAML 1.1',
    '<Response xmlns="urn:oasis:names:tc:SAML:1.0:protocol" MajorVersion="1" MinorVersion="1"/>',
    'response-not-saml',
  ],
  ['JSON', '{"nameId":"root@example.com"}', 'xml-malformed'],
  ['nothing but blanks', '   ', 'xml-malformed'],
])

describe('changes that change nothing are no attack', () => {
  test.each(
    [
      [
        'a comment between elements',
        mutate(both, '<samlp:Status>', '<!-- hello --><samlp:Status>'),
      ],
      ['a comment before the root', `<!-- hello -->${both}`],
      ['CDATA instead of text', inName('<![CDATA[ada@example.com]]>')],
      ['a character reference instead of a letter', inName('&#x61;da@example.com')],
      [
        'apostrophes instead of quotation marks',
        mutate(both, 'ID="_response1"', "ID='_response1'"),
      ],
      ['a byte order mark', `\ufeff${both}`],
      ['an XML declaration', `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n${both}`],
      [
        'attributes in another order',
        mutate(both, 'ID="_response1" Version="2.0"', 'Version="2.0" ID="_response1"'),
      ],
      ['KeyInfo removed', mutate(byResponse, /<ds:KeyInfo>.*?<\/ds:KeyInfo>/, '')],
      ['line feeds in SignatureValue', byResponse.replace(/(<ds:SignatureValue>.{64})/, '$1\n')],
    ].slice(),
  )('%s', (_, xml) => {
    const assertion = verify(xml)
    expect(assertion.nameId).toBe('ada@example.com')
    expect(assertion.attributes.get('groups')).toEqual(['Engineers', 'R&D'])
  })
})
