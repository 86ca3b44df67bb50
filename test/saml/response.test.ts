/** What verifyResponse accepts, at the edges: clocks, keys, policies, attributes. */
import { describe, expect, test } from '@jest/globals'
import {
  acsUrl,
  certificate,
  codeOf,
  goodXml,
  type KeyName,
  mutate,
  now,
  type Overrides,
  requestId,
  sign,
  signBoth,
  spEntityId,
  verify,
  ways,
} from './forge.js'

const at = (seconds: number): Overrides => ({ now: new Date(now.getTime() + seconds * 1000) })
const signed = (from: string | RegExp, to: string): string => signBoth(mutate(goodXml, from, to))
const attributesOf = (xml: string): Record<string, readonly string[]> =>
  Object.fromEntries(verify(xml).attributes)

test.each(Object.entries(ways))('%s gives the whole Assertion', (_, way) => {
  expect(verify(way(goodXml))).toEqual({
    id: '_assertion1',
    responseId: '_response1',
    issuer: 'https://idp.example.com/metadata',
    encrypted: false,
    nameId: 'ada@example.com',
    nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    sessionIndex: '_session1',
    sessionExpiresAt: new Date('2026-03-01T20:00:00Z'),
    authnInstant: new Date('2026-03-01T11:59:58Z'),
    authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    inResponseTo: requestId,
    attributes: new Map([
      ['mail', ['ada@example.com']],
      ['groups', ['Engineers', 'R&D']],
    ]),
    warnings: [],
    expiresAt: new Date('2026-03-01T12:06:00Z'),
  })
})

describe('clock skew', () => {
  const good = signBoth(goodXml)
  const end = Date.parse('2026-03-01T12:05:00Z')
  const begin = Date.parse('2026-03-01T12:00:00Z')

  test('the last moment is one skew after the end, exclusive', () => {
    expect(verify(good, { now: new Date(end + 59_999) }).nameId).toBe('ada@example.com')
    expect(codeOf(() => verify(good, { now: new Date(end + 60_000) }))).toBe('confirmation-expired')
  })

  test('the first moment is one skew before the beginning, inclusive', () => {
    expect(verify(good, { now: new Date(begin - 60_000) }).nameId).toBe('ada@example.com')
    expect(codeOf(() => verify(good, { now: new Date(begin - 60_001) }))).toBe(
      'response-issued-in-future',
    )
  })

  test('can be narrowed', () => {
    const narrow = { now: new Date(end), clockSkewSeconds: 0 }
    expect(codeOf(() => verify(good, narrow))).toBe('confirmation-expired')
    expect(verify(good, { now, clockSkewSeconds: 0 }).expiresAt).toEqual(new Date(end))
  })

  test('a day later everything is over', () => {
    expect(codeOf(() => verify(good, at(86_400)))).toBe('assertion-expired')
  })
})

describe('keys', () => {
  const more = 'http://www.w3.org/2001/04/xmldsig-more#'
  const trusting = (...names: KeyName[]): Overrides => ({
    expected: { certificates: names.map(certificate) },
  })

  test.each([
    ['p256', `${more}ecdsa-sha256`],
    ['p384', `${more}ecdsa-sha384`],
    ['p256', `${more}ecdsa-sha512`],
    ['idp', `${more}rsa-sha384`],
    ['idp', `${more}rsa-sha512`],
  ] as const)('%s with %s', (key, algorithm) => {
    const xml = sign(goodXml, 'Assertion', { key, algorithm })
    expect(verify(xml, trusting(key)).nameId).toBe('ada@example.com')
  })

  test.each(['xmlenc#sha256', 'xmldsig-more#sha384', 'xmlenc#sha512'])('digest %s', (name) => {
    const xml = sign(goodXml, 'Assertion', { digest: `http://www.w3.org/2001/04/${name}` })
    expect(verify(xml).nameId).toBe('ada@example.com')
  })

  test('during a rollover, either of two certificates', () => {
    for (const key of ['idp', 'next'] as const) {
      expect(verify(signBoth(goodXml, { key }), trusting('next', 'idp')).nameId).toBe(
        'ada@example.com',
      )
    }
  })

  test('a bad trusted certificate beside the good one does no harm', () => {
    expect(verify(signBoth(goodXml), trusting('weak', 'expired', 'p256', 'idp')).id).toBe(
      '_assertion1',
    )
  })

  test.each([
    ['expired', 'signing-certificate-expired'],
    ['future', 'signing-certificate-not-yet-valid'],
  ] as const)('an %s certificate can be warned of only, by policy', (key, code) => {
    const policy = { certificates: [certificate(key)], certificateValidity: 'warned' } as const
    const { warnings } = verify(sign(goodXml, 'Response', { key }), { expected: policy })
    expect(warnings.map((it) => it.code)).toEqual([code])
  })

  test('a weak key is believed where the connection opts in, but no weaker curve', () => {
    const policy = { certificates: [certificate('weak')], allowWeakKeys: true }
    const xml = signBoth(goodXml, { key: 'weak' })
    expect(verify(xml, { expected: policy }).nameId).toBe('ada@example.com')
    expect(codeOf(() => verify(xml, { expected: { ...policy, allowWeakKeys: false } }))).toBe(
      'signing-key-weak',
    )
    const curve = signBoth(goodXml, { key: 'k256', algorithm: `${more}ecdsa-sha256` })
    const trusting256 = { certificates: [certificate('k256')], allowWeakKeys: true }
    expect(codeOf(() => verify(curve, { expected: trusting256 }))).toBe('signing-key-weak')
  })

  test('SHA-1 is believed where the connection opts in, for value and digest apart', () => {
    const dsig = 'http://www.w3.org/2000/09/xmldsig#'
    const both = signBoth(goodXml, { algorithm: `${dsig}rsa-sha1`, digest: `${dsig}sha1` })
    const digestOnly = signBoth(goodXml, { digest: `${dsig}sha1` })
    for (const xml of [both, digestOnly]) {
      expect(verify(xml, { expected: { allowSha1: true } }).nameId).toBe('ada@example.com')
      expect(codeOf(() => verify(xml))).toBe('signature-algorithm-forbidden')
    }
  })

  test('an unreadable certificate is our bug, not the IdP’s', () => {
    const call = () => verify(signBoth(goodXml), { expected: { certificates: ['nonsense'] } })
    expect(call).toThrow('PEM routines')
  })
})

describe('IdP-initiated', () => {
  const unsolicited = signBoth(goodXml.replaceAll(` InResponseTo="${requestId}"`, ''))

  test('is accepted where it is allowed, and says so', () => {
    const assertion = verify(unsolicited, { expected: { idpInitiated: 'allowed' } })
    expect(assertion.inResponseTo).toBeUndefined()
  })

  test('allowed does not mean required', () => {
    const assertion = verify(signBoth(goodXml), { expected: { idpInitiated: 'allowed' } })
    expect(assertion.inResponseTo).toBe(requestId)
  })
})

describe('attributes', () => {
  const attribute = (name: string, inside: string): string =>
    `<saml:Attribute Name="${name}">${inside}</saml:Attribute></saml:AttributeStatement>`
  const value = (text: string): string => `<saml:AttributeValue>${text}</saml:AttributeValue>`
  const withAttribute = (name: string, inside: string): string =>
    signed('</saml:AttributeStatement>', attribute(name, inside))

  test('without values it is there and empty', () => {
    expect(attributesOf(withAttribute('none', ''))['none']).toEqual([])
  })

  test('an empty value is a value', () => {
    expect(attributesOf(withAttribute('empty', value('')))['empty']).toEqual([''])
  })

  test('nil is no value', () => {
    const nil =
      '<saml:AttributeValue xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'
    expect(attributesOf(withAttribute('nil', nil))['nil']).toEqual([])
  })

  test('elements of one name are one attribute, also across statements', () => {
    const more = `</saml:AttributeStatement><saml:AttributeStatement>${attribute('groups', value('C'))}`
    expect(attributesOf(signed('</saml:AttributeStatement>', more))['groups']).toEqual([
      'Engineers',
      'R&D',
      'C',
    ])
  })

  test('text is exact', () => {
    const text = ' a&amp;b &lt;c&gt; \u00e9\u{1F600} e\u0301\n&#13;&#x9;'
    expect(attributesOf(withAttribute('x', value(text)))['x']).toEqual([
      ' a&b <c> \u00e9\u{1F600} e\u0301\n\r\t',
    ])
  })

  test('a structured value gives its text', () => {
    const inside = value('<saml:NameID>abc</saml:NameID>')
    expect(
      attributesOf(withAttribute('eduPersonTargetedID', inside))['eduPersonTargetedID'],
    ).toEqual(['abc'])
  })

  test('no name is special', () => {
    const { attributes } = verify(withAttribute('__proto__', value('x')))
    expect(attributes.get('__proto__')).toEqual(['x'])
  })

  test('without a statement there are none', () => {
    expect(
      verify(signed(/<saml:AttributeStatement>.*<\/saml:AttributeStatement>/, '')).attributes.size,
    ).toBe(0)
  })

  test('characters cut by the parser’s chunks stay whole', () => {
    const long = 'é王😀'.repeat(6000)
    expect(attributesOf(withAttribute('long', value(long)))['long']).toEqual([long])
  })
})

describe('the profile’s permissions', () => {
  const confirmation = /<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>/
  const original = confirmation.exec(goodXml)?.[0] ?? ''
  const elsewhere = original.replace(acsUrl, 'https://other.example/acs')

  test('one good bearer confirmation of several is enough', () => {
    expect(verify(signed(confirmation, `${elsewhere}${original}`)).nameId).toBe('ada@example.com')
    const holder = original.replace('cm:bearer', 'cm:holder-of-key')
    expect(verify(signed(confirmation, `${holder}${original}`)).nameId).toBe('ada@example.com')
  })

  test('of several bad ones the first tells why', () => {
    expect(codeOf(() => verify(signed(confirmation, `${elsewhere}${elsewhere}`)))).toBe(
      'recipient-mismatch',
    )
  })

  test('OneTimeUse and ProxyRestriction are kept by every sign-in', () => {
    const conditions = '<saml:OneTimeUse/><saml:ProxyRestriction Count="0"/></saml:Conditions>'
    expect(verify(signed('</saml:Conditions>', conditions)).nameId).toBe('ada@example.com')
  })

  test('several audiences: any; several restrictions: all', () => {
    const other = '<saml:Audience>https://other.example</saml:Audience>'
    expect(verify(signed('<saml:Audience>', `${other}<saml:Audience>`)).id).toBe('_assertion1')
    const restriction = `<saml:AudienceRestriction>${other}</saml:AudienceRestriction></saml:Conditions>`
    expect(codeOf(() => verify(signed('</saml:Conditions>', restriction)))).toBe(
      'audience-mismatch',
    )
  })

  test('an unsigned Response may leave Destination out', () => {
    const xml = sign(mutate(goodXml, / Destination="[^"]*"/, ''), 'Assertion')
    expect(verify(xml).nameId).toBe('ada@example.com')
  })

  test('a NameID without Format is unspecified', () => {
    const xml = signed(/<saml:NameID [^>]*>/, '<saml:NameID>')
    expect(verify(xml).nameIdFormat).toBe('urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified')
  })
})

describe('near misses are named', () => {
  const audience = (text: string) => () =>
    verify(signed(`<saml:Audience>${spEntityId}`, `<saml:Audience>${text}`))
  test.each([
    [`${spEntityId}/`, 'a trailing slash'],
    [spEntityId.replace('https', 'http'), 'http in place of https'],
    [spEntityId.replace('//', '//www.'), '"www."'],
    [spEntityId.toUpperCase(), 'upper and lower case'],
    [`${spEntityId}\n`, 'surrounding blanks'],
    [`${spEntityId}?a=b`, 'the query'],
    [spEntityId.replace('acme', '%61cme'), 'percent-encoding'],
  ])('%j', (text, reason) => {
    expect(audience(text)).toThrow(`they differ only by ${reason}`)
  })

  test('and anything else is not guessed at', () => {
    expect(audience('https://other.example')).not.toThrow('differ only')
    expect(audience(`${'/'.repeat(100_000)}x`)).toThrow('audience-mismatch')
    expect(audience('%E0%A4%A')).toThrow('audience-mismatch')
  })
})
