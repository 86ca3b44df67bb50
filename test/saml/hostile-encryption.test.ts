/** Encrypted assertions: what IdPs send is opened, what is forbidden is not, and every failure of the secret parts looks the same. */
import { createPrivateKey } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import xmlEncryption from 'xml-encryption'
import { canonicalize } from '../../src/saml/canonical.js'
import { openEncrypted } from '../../src/saml/encrypted.js'
import { messageLimits, openXml } from '../../src/saml/xml.js'
import {
  assertionOf,
  type Content,
  contents,
  encrypted,
  encryptedWays,
  encryptIn,
  type EncryptOptions,
  newTransport,
  oldTransport,
  plainAssertion,
  xenc,
  xenc11,
} from './encrypt.js'
import {
  assertionXml,
  certificate,
  codeOf,
  goodXml,
  mutate,
  privateKey,
  refusalOf,
  sign,
  signBoth,
  verify,
} from './forge.js'
import { refuses } from './hostile.js'

const outside = encryptedWays['signed outside']
const inside = encryptedWays['signed inside']
const everyContent = (Object.keys(contents) as Content[]).filter((it) => it !== 'tripledes-cbc')

describe('what IdPs send', () => {
  describe.each(Object.entries(encryptedWays))('%s', (_, way) => {
    test.each(everyContent)('%s', (content) => {
      const assertion = verify(way(goodXml, { content }))
      expect(assertion.nameId).toBe('ada@example.com')
      expect(assertion.attributes.get('groups')).toEqual(['Engineers', 'R&D'])
    })
  })

  test.each<[string, EncryptOptions]>([
    ['rsa-oaep-mgf1p, as Entra and AD FS', { transport: oldTransport }],
    ['rsa-oaep with its defaults, SHA-1 twice', { transport: newTransport, digest: 'sha1' }],
    ['rsa-oaep with SHA-256 twice', { transport: newTransport, digest: 'sha256' }],
    ['rsa-oaep with SHA-512 twice', { transport: newTransport, digest: 'sha512' }],
    ['a label', { transport: newTransport, label: 'acme' }],
    ['the key beside the data, as Shibboleth', { beside: true }],
    ['no hint at the key at all', { hints: '' }],
  ])('%s', (_, options) => {
    for (const way of Object.values(encryptedWays)) {
      expect(verify(way(goodXml, options)).id).toBe('_assertion1')
    }
  })

  test('during a rotation, to either key of ours', () => {
    const decryptionKeys = (['sp', 'sp-old'] as const).map((it) => createPrivateKey(privateKey(it)))
    for (const to of ['sp', 'sp-old'] as const) {
      expect(verify(inside(goodXml, { to }), { expected: { decryptionKeys } }).id).toBe(
        '_assertion1',
      )
    }
  })

  test('3DES, to a connection that opts in', () => {
    const xml = inside(goodXml, { content: 'tripledes-cbc' })
    expect(verify(xml, { expected: { allowTripleDes: true } }).nameId).toBe('ada@example.com')
  })

  test('a connection that wants encryption takes it', () => {
    const expected = { encryption: 'required' } as const
    expect(verify(outside(goodXml), { expected }).nameId).toBe('ada@example.com')
  })
})

describe('what must be signed is asked of what was inside', () => {
  test.each([
    ['signed outside', 'assertion', 'signature-missing'],
    ['signed outside', 'both', 'signature-missing'],
    ['signed inside', 'response', 'signature-missing'],
    ['signed inside', 'both', 'signature-missing'],
  ] as const)('%s, wanted %s', (way, signed, code) => {
    expect(codeOf(() => verify(encryptedWays[way](goodXml), { expected: { signed } }))).toBe(code)
  })

  test('both ways signed holds for every policy', () => {
    const xml = encryptedWays['signed both'](goodXml)
    for (const signed of ['either', 'response', 'assertion', 'both'] as const) {
      expect(verify(xml, { expected: { signed } }).id).toBe('_assertion1')
    }
  })

  test('where the Response must be signed, nothing is decrypted for who did not sign it', () => {
    const expected = { signed: 'response' } as const
    const broken = inside(goodXml, { to: 'attacker' })
    expect(codeOf(() => verify(broken, { expected }))).toBe('signature-missing')
  })
})

const signedAssertion = assertionOf(sign(goodXml, 'Assertion'))
const flip = (at: number) => (bytes: Buffer) => {
  const changed = Buffer.from(bytes)
  changed[at < 0 ? bytes.length + at : at] = (changed.at(at) ?? 0) ^ 1
  return changed
}
const cut = (count: number) => (bytes: Buffer) => bytes.subarray(0, bytes.length - count)
const put = (carrier: string): string => mutate(goodXml, assertionXml, carrier)
const evil = mutate(
  plainAssertion,
  'ada@example.com</saml:NameID>',
  'root@example.com</saml:NameID>',
)

refuses('tricks with what is encrypted', [
  ['an unsigned Assertion, which anybody can encrypt', put(encrypted(evil)), 'signature-missing'],
  [
    'an Assertion signed by a stranger',
    encryptIn(sign(goodXml, 'Assertion', { key: 'attacker' })),
    'signing-certificate-unknown',
  ],
  [
    'an Assertion changed after it was signed',
    put(encrypted(mutate(signedAssertion, 'Engineers', 'Admins'))),
    'signature-digest-mismatch',
  ],
  [
    'an encrypted Assertion beside a readable forged one',
    mutate(inside(goodXml), '</samlp:Response>', `${evil}</samlp:Response>`),
    'assertion-repeated',
  ],
  [
    'two EncryptedAssertions',
    mutate(
      inside(goodXml),
      '</samlp:Response>',
      `${encrypted(evil).replace('_ek', '_ek2')}</samlp:Response>`,
    ),
    'assertion-repeated',
  ],
  [
    'an EncryptedAssertion inside an EncryptedAssertion, in the clear',
    put(
      encrypted(plainAssertion).replace(
        '<xenc:EncryptedData',
        `${encrypted(evil).replace('_ek', '_ek2')}<xenc:EncryptedData`,
      ),
    ),
    'encryption-malformed',
  ],
  [
    'an EncryptedAssertion inside, encrypted twice',
    put(encrypted(encrypted(signedAssertion))),
    'decryption-failed',
  ],
  [
    'an EncryptedAssertion in Extensions, its signature gone with it',
    put(`<samlp:Extensions>${encrypted(signedAssertion)}</samlp:Extensions>`),
    'encryption-misplaced',
  ],
  [
    'an EncryptedAttribute',
    signBoth(
      mutate(
        goodXml,
        '</saml:AttributeStatement>',
        `${encrypted('<a/>').replaceAll('EncryptedAssertion', 'EncryptedAttribute')}</saml:AttributeStatement>`,
      ),
    ),
    'encryption-misplaced',
  ],
  [
    'an EncryptedKey by itself in the signature of the Response',
    mutate(
      signBoth(goodXml),
      '</ds:X509Data>',
      `</ds:X509Data><xenc:EncryptedKey xmlns:xenc="${xenc}"/>`,
    ),
    'encryption-misplaced',
  ],
  ['a whole Response inside', put(encrypted(signBoth(goodXml))), 'decryption-failed'],
  ['two Assertions inside', put(encrypted(`${signedAssertion}${evil}`)), 'decryption-failed'],
  [
    'a wrapped Assertion inside',
    put(
      encrypted(
        mutate(
          evil,
          '</saml:AttributeStatement>',
          `</saml:AttributeStatement><saml:Advice>${signedAssertion.replace('_assertion1', '_other')}</saml:Advice>`,
        ),
      ),
    ),
    'signature-misplaced',
  ],
  [
    'a DTD inside',
    put(encrypted(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${signedAssertion}`)),
    'decryption-failed',
  ],
  [
    'a comment cutting the NameID inside',
    put(encrypted(mutate(signedAssertion, 'ada@', 'ada<!-- -->@'))),
    'decryption-failed',
  ],
  [
    'the ID of the Response inside',
    put(encrypted(plainAssertion.replace('_assertion1', '_response1'))),
    'xml-duplicate-id',
  ],
  [
    'an Assertion for another audience, signed inside',
    inside(mutate(goodXml, /<saml:Audience>[^<]*/, '<saml:Audience>https://other.example')),
    'audience-mismatch',
  ],
  [
    'an Assertion that has ended, signed outside',
    outside(
      mutate(goodXml, 'NotOnOrAfter="2026-03-01T12:10:00Z"', 'NotOnOrAfter="2026-02-01T12:10:00Z"'),
    ),
    'assertion-expired',
  ],
  [
    'another EncryptedAssertion put under the signature of the Response',
    mutate(
      outside(goodXml),
      /<saml:EncryptedAssertion>.*<\/saml:EncryptedAssertion>/,
      encrypted(signedAssertion),
    ),
    'signature-digest-mismatch',
  ],
])

refuses('algorithms', [
  ['RSA 1.5', inside(goodXml, { transport: `${xenc}rsa-1_5` }), 'encryption-algorithm-forbidden'],
  [
    'RSA 1.5, though 3DES is allowed',
    inside(goodXml, { transport: `${xenc}rsa-1_5` }),
    'encryption-algorithm-forbidden',
    { expected: { allowTripleDes: true } },
  ],
  ['3DES', inside(goodXml, { content: 'tripledes-cbc' }), 'encryption-algorithm-forbidden'],
  [
    'a content algorithm nobody knows',
    inside(goodXml).replace('aes256-gcm', 'aes256-ctr'),
    'encryption-algorithm-forbidden',
  ],
  [
    'no encryption at all, called so',
    inside(goodXml).replace(`${xenc11}aes256-gcm`, 'urn:none'),
    'encryption-algorithm-forbidden',
  ],
  [
    'two hashes in OAEP',
    inside(goodXml, { digest: 'sha256', mgf: 'sha1' }),
    'encryption-algorithm-forbidden',
  ],
  [
    'mgf1p with SHA-256',
    inside(goodXml, { transport: oldTransport, digest: 'sha256' }),
    'encryption-algorithm-forbidden',
  ],
  [
    'a digest nobody knows',
    inside(goodXml).replace(`${xenc}sha256"/><xenc11`, 'urn:md5"/><xenc11'),
    'encryption-algorithm-forbidden',
  ],
  [
    'mgf1p with an MGF',
    inside(goodXml).replace(newTransport, oldTransport),
    'encryption-malformed',
  ],
  [
    'GCM said to be CBC',
    inside(goodXml).replace(`${xenc11}aes256-gcm`, `${xenc}aes256-cbc`),
    'decryption-failed',
  ],
  [
    'CBC said to be GCM',
    inside(goodXml, { content: 'aes256-cbc' }).replace(`${xenc}aes256-cbc`, `${xenc11}aes256-gcm`),
    'decryption-failed',
  ],
])

const dataValue =
  /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>(?=<\/xenc:CipherData><\/xenc:EncryptedData>)/
const good = inside(goodXml)
const keyOf = (xml: string): string =>
  /<xenc:EncryptedKey .*<\/xenc:EncryptedKey>/.exec(xml)?.[0] ?? ''

refuses('structure', [
  [
    'CipherReference in place of the data',
    good.replace(dataValue, '<xenc:CipherReference URI="https://evil.example/"/>'),
    'encryption-malformed',
  ],
  [
    'CipherReference in place of the key',
    good.replace(
      /<xenc:CipherValue>[^<]*<\/xenc:CipherValue>/,
      '<xenc:CipherReference URI="file:///etc/passwd"/>',
    ),
    'encryption-malformed',
  ],
  [
    'a CipherReference beside the value',
    good.replace(/(<xenc:CipherData>)/, '$1<xenc:CipherReference URI="#x"/>'),
    'encryption-malformed',
  ],
  [
    'two EncryptedKeys in KeyInfo',
    mutate(good, keyOf(good), `${keyOf(good)}${keyOf(good).replace('_ek', '_ek2')}`),
    'encryption-malformed',
  ],
  [
    'one EncryptedKey inside and one beside',
    mutate(
      good,
      '</xenc:EncryptedData>',
      `</xenc:EncryptedData>${keyOf(good).replace('_ek', '_ek2').replace('<xenc:EncryptedKey ', '<xenc:EncryptedKey xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ')}`,
    ),
    'encryption-malformed',
  ],
  [
    'no EncryptedKey, only the name of one',
    mutate(good, keyOf(good), '<ds:KeyName>sp</ds:KeyName>'),
    'encryption-malformed',
  ],
  ['no KeyInfo', good.replace(/<ds:KeyInfo xmlns.*<\/ds:KeyInfo>/, ''), 'encryption-malformed'],
  [
    'a RetrievalMethod to elsewhere',
    inside(goodXml, { beside: true }).replace('URI="#_ek"', 'URI="https://evil.example/key"'),
    'encryption-malformed',
  ],
  [
    'a RetrievalMethod to another element',
    inside(goodXml, { beside: true }).replace('URI="#_ek"', 'URI="#_assertion1"'),
    'encryption-malformed',
  ],
  [
    'key agreement',
    mutate(good, keyOf(good), `<xenc:AgreementMethod Algorithm="${xenc}dh"/>`),
    'encryption-malformed',
  ],
  ['a key in the clear', mutate(good, keyOf(good), '<ds:KeyValue/>'), 'encryption-malformed'],
  [
    'two EncryptedData',
    good
      .replace(/(<xenc:EncryptedData .*<\/xenc:EncryptedData>)/, '$1$1')
      .replace('Id="_ek"', 'Id="_ek1"'),
    'encryption-malformed',
  ],
  [
    'no EncryptedData',
    good.replace(/<xenc:EncryptedData .*<\/xenc:EncryptedData>/, ''),
    'encryption-malformed',
  ],
  [
    'Content in place of Element',
    inside(goodXml, { type: `${xenc}Content` }),
    'encryption-malformed',
  ],
  [
    'EncryptionProperties',
    mutate(good, '</xenc:EncryptedData>', '<xenc:EncryptionProperties/></xenc:EncryptedData>'),
    'encryption-malformed',
  ],
  [
    'no EncryptionMethod',
    good.replace(/<xenc:EncryptionMethod Algorithm="[^"]*gcm"\/>/, ''),
    'encryption-malformed',
  ],
  [
    'a CipherValue that is not base64',
    good.replace(dataValue, '<xenc:CipherValue>%%%</xenc:CipherValue>'),
    'encryption-malformed',
  ],
  [
    'a signature inside KeyInfo',
    mutate(good, '<ds:KeyInfo>', '<ds:KeyInfo><ds:Signature/>'),
    'signature-misplaced',
  ],
])

describe('every failure of the secret parts is the same failure', () => {
  const failures: readonly (readonly [string, EncryptOptions, string?])[] = [
    ['a key that is not ours', { to: 'sp-old' }],
    [
      'a key that is not ours, ours shown',
      { to: 'attacker', hints: '<ds:KeyInfo><ds:KeyName>sp</ds:KeyName></ds:KeyInfo>' },
    ],
    ['the wrapped key changed', { tamperKey: flip(9) }],
    ['the wrapped key cut', { tamperKey: cut(1) }],
    ['the wrapped key empty but for a byte', { tamperKey: (it) => it.subarray(0, 1) }],
    ['a content key too short', { key: Buffer.alloc(32), content: 'aes128-gcm' }],
    ['another label than said', { label: 'acme', tamperKey: (it) => it }, 'label'],
    ...everyContent.flatMap((content) => [
      [`${content}: IV changed`, { content, tamper: flip(0) }] as const,
      [`${content}: first block changed`, { content, tamper: flip(17) }] as const,
      [`${content}: last byte changed`, { content, tamper: flip(-1) }] as const,
      [`${content}: cut by a byte`, { content, tamper: cut(1) }] as const,
      [`${content}: cut by a block`, { content, tamper: cut(16) }] as const,
      [
        `${content}: nothing but an IV`,
        { content, tamper: (it: Buffer) => it.subarray(0, contents[content].iv) },
      ] as const,
    ]),
    ['CBC: padding of nought', { content: 'aes256-cbc', tamper: flip(-17) }],
  ]

  const spoilt = (options: EncryptOptions, spoil?: string): string => {
    const xml = put(encrypted(signedAssertion, options))
    return spoil === 'label' ? xml.replace(/(<xenc:OAEPparams>)[^<]*/, '$1YWNtZTI=') : xml
  }

  test.each(failures)('%s', (_, options, spoil = '') => {
    const { finding } = refusalOf(() => verify(spoilt(options, spoil)))
    const reference = refusalOf(() => verify(spoilt({ to: 'attacker' }))).finding
    expect(finding).toEqual(reference)
    expect(finding.code).toBe('decryption-failed')
  })

  test('a service without any key fails so too', () => {
    const { finding } = refusalOf(() => verify(good, { expected: { decryptionKeys: [] } }))
    expect(finding).toEqual(refusalOf(() => verify(spoilt({ to: 'attacker' }))).finding)
  })
})

describe('against xml-encryption, both ways', () => {
  const algorithms = everyContent.filter((it) => !it.startsWith('aes192'))
  const encryptTheirs = (options: object): Promise<string> =>
    new Promise((resolve, reject) => {
      xmlEncryption.encrypt(
        plainAssertion,
        {
          rsa_pub: certificate('sp'),
          pem: certificate('sp'),
          disallowEncryptionWithInsecureAlgorithm: false,
          warnInsecureAlgorithm: false,
          ...options,
        },
        (error, result) => (error ? reject(error) : resolve(result)),
      )
    })
  const decryptTheirs = (xml: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const options = {
        key: privateKey('sp'),
        disallowDecryptionWithInsecureAlgorithm: false,
        warnInsecureAlgorithm: false,
      }
      xmlEncryption.decrypt(xml, options, (error, result) =>
        error ? reject(error) : resolve(result),
      )
    })
  const saml = 'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
  const openOurs = (data: string): string => {
    const carrier = `<saml:EncryptedAssertion ${saml}>${data}</saml:EncryptedAssertion>`
    const { root } = openXml(Buffer.from(carrier), messageLimits)
    const keys = [createPrivateKey(privateKey('sp'))]
    const document = openEncrypted(root, { keys, allowTripleDes: false })
    return canonicalize(document, document.root).toString()
  }

  describe.each(algorithms)('%s', (content) => {
    test.each([
      ['mgf1p', { keyEncryptionAlgorithm: oldTransport, keyEncryptionDigest: 'sha1' }],
      [
        'OAEP SHA-256',
        {
          keyEncryptionAlgorithm: newTransport,
          keyEncryptionDigest: 'sha256',
          keyEncryptionMgf: `${xenc11}mgf1sha256`,
        },
      ],
    ])('what it encrypts by %s, we open', async (_, options) => {
      const data = await encryptTheirs({ encryptionAlgorithm: contents[content].uri, ...options })
      expect(openOurs(data)).toContain('>ada@example.com</saml:NameID>')
    })

    test.each([
      ['mgf1p', { transport: oldTransport }],
      ['OAEP SHA-256', { transport: newTransport }],
    ])('what we forge by %s, it opens', async (_, options) => {
      const [data = ''] =
        /<xenc:EncryptedData.*<\/xenc:EncryptedData>/.exec(
          encrypted(plainAssertion, { content, ...options }),
        ) ?? []
      expect(await decryptTheirs(data)).toBe(plainAssertion)
    })
  })
})
