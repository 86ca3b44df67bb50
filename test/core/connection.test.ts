import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import {
  certificateFacts,
  checkDeclaredIdp,
  checkIssuerUnique,
  checkSamlConnection,
  connectionWarnings,
  getPreset,
  isName,
  isSecureUrl,
  normalizeCertificate,
  parseSamlConnection,
  samlEndpoints,
} from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'

const pem = (name: string) =>
  readFileSync(new URL(`../golden/certificates/${name}.pem`, import.meta.url), 'utf8')
const rsa = pem('test-only-rsa')
const ec = pem('test-only-ec')
const bare = (text: string) => text.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '')

const byUrl = { organization: 'acme', idpMetadataUrl: 'https://idp.example/metadata' }
const byHand = {
  organization: 'acme',
  idpEntityId: 'https://idp.example',
  idpSsoUrl: 'https://idp.example/sso',
  certificates: [rsa],
}

describe('certificates', () => {
  test.each([
    ['PEM', rsa],
    ['bare base64', bare(rsa)],
    ['CRLF and blanks', `  ${rsa.replace(/\n/g, '\r\n')}  `],
    ['one long line', `-----BEGIN CERTIFICATE-----${bare(rsa)}-----END CERTIFICATE-----`],
  ])('%s has one spelling', (_, text) => {
    expect(normalizeCertificate(text)).toBe(rsa)
  })

  test.each(['', 'hello', bare(rsa).slice(0, 100), '-----BEGIN PRIVATE KEY-----\nMIIE\n'])(
    'refuses %j',
    (text) => {
      expect(refusalOf(() => normalizeCertificate(text)).code).toBe('certificate-malformed')
    },
  )

  test('tells its facts', () => {
    const facts = certificateFacts(rsa)
    expect(facts.subject).toContain('CN=idp.example.com')
    expect(facts.fingerprint).toMatch(/^[0-9a-f]{64}$/)
    expect(facts.notAfter.getTime()).toBeGreaterThan(facts.notBefore.getTime())
  })
})

describe('SAML connections', () => {
  test('metadata URL alone is enough; the rest has defaults', () => {
    expect(parseSamlConnection(byUrl)).toEqual({
      ...byUrl,
      idpMetadataXml: null,
      idpEntityId: null,
      idpSsoUrl: null,
      certificates: [],
      attributeMapping: {},
      justInTimeProvisioning: true,
    })
  })

  test('W04, S53: entity ID, SSO URL and certificates by hand', () => {
    expect(parseSamlConnection(byHand).certificates).toEqual([rsa])
  })

  test('certificates are a set: order, spelling and repetition say nothing', () => {
    const one = parseSamlConnection({ ...byHand, certificates: [rsa, bare(ec), rsa] })
    const other = parseSamlConnection({ ...byHand, certificates: [ec, rsa] })
    expect(one).toEqual(other)
  })

  test.each([
    ['nothing', { organization: 'acme' }],
    ['URL and by hand', { ...byUrl, ...byHand }],
    ['URL and XML', { ...byUrl, idpMetadataXml: '<EntityDescriptor/>' }],
    ['half by hand', { organization: 'acme', idpEntityId: 'https://idp.example' }],
  ])('the IdP told by %s is refused', (_, input) => {
    expect(refusalOf(() => parseSamlConnection(input)).code).toBe('idp-source-ambiguous')
  })

  test.each([
    [{ ...byUrl, idpMetadataUrl: 'http://idp.example/metadata' }, 'idpMetadataUrl'],
    [{ ...byUrl, idpMetadataUrl: 'https://user:pass@idp.example/' }, 'idpMetadataUrl'],
    [{ ...byUrl, idpMetadataUrl: 'file:///etc/passwd' }, 'idpMetadataUrl'],
    [{ ...byUrl, organization: 'Acme!' }, 'organization'],
    [{ ...byUrl, surprise: true }, 'surprise'],
    [{ ...byUrl, attributeMapping: { email: '' } }, 'attributeMapping.email'],
    [{ ...byUrl, justInTimeProvisioning: 'yes' }, 'justInTimeProvisioning'],
    [null, undefined],
  ])('%j is refused at %s', (input, path) => {
    const finding = refusalOf(() => parseSamlConnection(input))
    expect(finding.code).toBe('invalid-input')
    expect(finding.path).toBe(path)
  })

  test('a malformed certificate is refused at its place', () => {
    const input = { ...byHand, certificates: [rsa, 'nonsense'] }
    expect(refusalOf(() => parseSamlConnection(input))).toMatchObject({
      code: 'certificate-malformed',
      path: 'certificates.1',
    })
  })
})

describe('connections and their presets', () => {
  const facts = {
    entityId: 'https://idp.example',
    ssoUrl: 'https://idp.example/sso',
    certificates: [rsa],
    readAt: null,
  }

  test('Q02, Q03a: an entity ID beside metadata is a claim that the metadata must bear out', () => {
    const declared = parseSamlConnection({ ...byUrl, idpEntityId: 'https://idp.example' })
    expect(() => checkDeclaredIdp(declared, facts)).not.toThrow()
    expect(
      refusalOf(() => checkDeclaredIdp(declared, { ...facts, entityId: 'https://other.example' })),
    ).toMatchObject({
      code: 'idp-entity-id-disagrees',
      source: 'Q03a',
      path: 'idpEntityId',
    })
  })

  test('Q02: where one ACS serves all, an issuer identifies one customer', () => {
    const of = (key: string) => () =>
      checkIssuerUnique(getPreset(key), 'https://idp.example', ['globex'])
    expect(refusalOf(of('qualified')).code).toBe('issuer-taken')
    expect(of('twenty')).not.toThrow()
    expect(() => checkIssuerUnique(getPreset('qualified'), 'https://idp.example', [])).not.toThrow()
  })

  test('Q02a: an issuer that is no URL is accepted with a warning', () => {
    const warned = (key: string, entityId: string) =>
      connectionWarnings(getPreset(key), { ...facts, entityId })
    expect(warned('qualified', 'JumpCloud')[0]).toMatchObject({
      code: 'issuer-not-a-url',
      source: 'Q02a',
    })
    expect(warned('qualified', 'http://www.okta.com/exk1')).toEqual([])
    expect(warned('twenty', 'JumpCloud')).toEqual([])
  })

  test('S08: settings are checked against the preset', () => {
    const input = parseSamlConnection({ ...byUrl, settings: { idpInitiated: true } })
    expect(refusalOf(() => checkSamlConnection(getPreset('sonarqube-cloud'), input)).code).toBe(
      'setting-not-offered',
    )
    expect(() => checkSamlConnection(getPreset('twenty'), input)).not.toThrow()
  })

  test.each([
    [{ idpKind: 'keycloak' }, 'settings.idpKind'],
    [{ extraRoles: 'all' }, 'settings.extraRoles'],
    [{ precedence: 'first' }, 'settings.precedence'],
    [{ surprise: 1 }, 'settings.surprise'],
  ])('settings %j are refused', (settings, path) => {
    expect(refusalOf(() => parseSamlConnection({ ...byUrl, settings })).path).toBe(path)
  })
})

describe('endpoints', () => {
  test('S07, S09: exactly one ACS, all from service URL, preset and name', () => {
    expect(samlEndpoints('https://sp.example/', 'sonarqube-cloud', 'acme-okta')).toEqual({
      acsUrl: 'https://sp.example/saml/acme-okta/acs',
      spEntityId: 'https://sp.example/saml/acme-okta/metadata',
      spMetadataUrl: 'https://sp.example/saml/acme-okta/metadata',
      loginUrl: 'https://sp.example/saml/acme-okta/login',
    })
  })

  test('an unresolved CDKTF token passes through', () => {
    expect(samlEndpoints('${var.service_url}', 'sonarqube-cloud', 'a').acsUrl).toBe(
      '${var.service_url}/saml/a/acs',
    )
  })

  test('a $ in the service URL is no replacement pattern', () => {
    expect(samlEndpoints("https://sp.example/$&$'", 'sonarqube-cloud', 'a').acsUrl).toBe(
      "https://sp.example/$&$'/saml/a/acs",
    )
  })
})

test.each([
  ['acme', true],
  ['a', true],
  ['acme-okta-2', true],
  ['', false],
  ['2acme', false],
  ['Acme', false],
  ['acme-', false],
  ['acme/..', false],
  ['a'.repeat(63), true],
  ['a'.repeat(64), false],
])('name %j: %s', (name, valid) => {
  expect(isName(name)).toBe(valid)
})

test.each([
  ['https://idp.example/x', true],
  ['http://127.0.0.1:4010/metadata', true],
  ['http://localhost/', true],
  ['http://[::1]:80/', true],
  ['http://127.0.0.1.example/', false],
  ['http://idp.example/', false],
  ['javascript:alert(1)', false],
  ['https://a:b@idp.example/', false],
  ['not a url', false],
])('secure URL %j: %s', (url, secure) => {
  expect(isSecureUrl(url)).toBe(secure)
})
