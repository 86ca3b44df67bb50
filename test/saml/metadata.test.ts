/** IdP metadata in, SP metadata out. */
import { describe, expect, test } from '@jest/globals'
import { parseIdpMetadata, spMetadata } from '../../src/saml/index.js'
import { messageLimits, parseXml } from '../../src/saml/xml.js'
import {
  acsUrl,
  bareCertificate,
  certificate,
  codeOf,
  mutate,
  now,
  refusalOf,
  spEntityId,
} from './forge.js'

const key = (name: 'idp' | 'next' | 'attacker', use = ''): string =>
  `<md:KeyDescriptor${use && ` use="${use}"`}><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n${bareCertificate(name)}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`

const sso = (binding: string, url: string): string =>
  `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${url}"/>`

const redirect = sso('HTTP-Redirect', 'https://idp.example.com/redirect')
const post = sso('HTTP-POST', 'https://idp.example.com/post')

const entity = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.example.com"><md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol urn:oasis:names:tc:SAML:2.0:protocol">${key('idp', 'signing')}${key('next')}${key('attacker', 'encryption')}<md:NameIDFormat>\n urn:a \n</md:NameIDFormat><md:NameIDFormat>urn:b</md:NameIDFormat>${post}${redirect}</md:IDPSSODescriptor></md:EntityDescriptor>`

const parse = (xml: string, entityId?: string) =>
  parseIdpMetadata(xml, { now, ...(entityId ? { entityId } : {}) })

test('reads what a connection needs', () => {
  expect(parse(entity)).toEqual({
    entityId: 'https://idp.example.com',
    ssoUrl: 'https://idp.example.com/redirect',
    ssoBinding: 'redirect',
    ssoPostUrl: 'https://idp.example.com/post',
    certificates: [certificate('idp'), certificate('next')],
    nameIdFormats: ['urn:a', 'urn:b'],
    wantAuthnRequestsSigned: true,
  })
})

test('comments, a byte order mark, a declaration and blanks are no matter', () => {
  const xml = `\ufeff\n<?xml version="1.0" encoding="UTF-8"?>\n<!-- ours -->${mutate(entity, '<md:NameIDFormat>', '<!-- formats --><md:NameIDFormat>')}`
  expect(parse(xml).entityId).toBe('https://idp.example.com')
})

test('without HTTP-Redirect, HTTP-POST, and it says so', () => {
  expect(parse(mutate(entity, redirect, ''))).toMatchObject({
    ssoUrl: 'https://idp.example.com/post',
    ssoBinding: 'post',
  })
})

test('the same certificate twice is one', () => {
  expect(parse(mutate(entity, key('next'), key('idp'))).certificates).toHaveLength(1)
})

test('the nearest validUntil counts; cacheDuration comes as written', () => {
  const xml = entity
    .replace('entityID=', 'validUntil="2027-01-01T00:00:00Z" cacheDuration="PT1H" entityID=')
    .replace('WantAuthn', 'validUntil="2026-06-01T00:00:00Z" WantAuthn')
  expect(parse(xml)).toMatchObject({
    validUntil: new Date('2026-06-01T00:00:00Z'),
    cacheDuration: 'PT1H',
  })
})

test('http is fine on loopback, where the practice IdP lives', () => {
  const local = entity.replaceAll('https://idp.example.com/', 'http://127.0.0.1:4010/')
  expect(parse(local).ssoUrl).toBe('http://127.0.0.1:4010/redirect')
})

const second = entity.replace('https://idp.example.com"', 'https://second.example.com"')
const several = `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${entity}${second}</md:EntitiesDescriptor>`

test('of several IdPs the named one is taken', () => {
  expect(parse(several, 'https://second.example.com').entityId).toBe('https://second.example.com')
})

test('a federation of one IdP needs no name', () => {
  expect(
    parse(mutate(several, second, spMetadata({ acsUrl, spEntityId }).replace(/<\?.*\?>/, '')))
      .entityId,
  ).toBe('https://idp.example.com')
})

describe('refuses', () => {
  test.each([
    ['several IdPs without a name', several, 'metadata-several-idps'],
    ['SP metadata pasted by mistake', spMetadata({ acsUrl, spEntityId }), 'metadata-of-sp'],
    ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', 'metadata-not-xml'],
    ['a web page in XHTML', '<html xmlns="http://www.w3.org/1999/xhtml"/>', 'metadata-not-xml'],
    ['a URL', 'https://idp.example.com/metadata', 'metadata-not-xml'],
    ['nothing', ' ', 'metadata-not-xml'],
    ['a Response', '<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol"/>', 'metadata-not-saml'],
    [
      'no IdP role',
      mutate(entity, /<md:IDPSSO.*Descriptor>(?=<\/md:Entity)/s, ''),
      'metadata-without-idp',
    ],
    [
      'an IdP of SAML 1.1',
      mutate(entity, ' urn:oasis:names:tc:SAML:2.0:protocol"', '"'),
      'metadata-without-idp',
    ],
    [
      'no entity ID',
      mutate(entity, ' entityID="https://idp.example.com"', ''),
      'metadata-not-saml',
    ],
    [
      'an expired document',
      mutate(entity, 'entityID', 'validUntil="2026-02-01T00:00:00Z" entityID'),
      'metadata-expired',
    ],
    [
      'no certificate',
      entity.replaceAll(/<md:KeyDescriptor.*?<\/md:KeyDescriptor>/gs, ''),
      'metadata-without-certificate',
    ],
    [
      'only an encryption certificate',
      entity.replace(key('idp', 'signing'), '').replace(key('next'), ''),
      'metadata-without-certificate',
    ],
    [
      'a broken certificate',
      entity.replace(bareCertificate('idp'), 'AAAA'),
      'certificate-malformed',
    ],
    [
      'no sign-in service',
      entity.replace(redirect, '').replace(post, ''),
      'metadata-without-sso-url',
    ],
    [
      'only SOAP',
      entity.replace(redirect, sso('SOAP', 'https://idp.example.com')).replace(post, ''),
      'metadata-without-sso-url',
    ],
    [
      'a sign-in page by http',
      mutate(entity, 'https://idp.example.com/redirect', 'http://idp.example.com/redirect'),
      'metadata-sso-url-insecure',
    ],
    [
      'a sign-in page that is a script',
      mutate(entity, 'https://idp.example.com/redirect', 'javascript:alert(1)'),
      'metadata-sso-url-insecure',
    ],
    ['a DTD', `<!DOCTYPE x>${entity}`, 'xml-doctype'],
    ['half a document', entity.slice(0, 500), 'xml-malformed'],
    [
      'a wrong date',
      mutate(entity, 'entityID', 'validUntil="tomorrow" entityID'),
      'time-malformed',
    ],
  ])('%s', (_, xml, code) => {
    expect(codeOf(() => parse(xml))).toBe(code)
  })

  test('an unknown name among several', () => {
    expect(codeOf(() => parse(several, 'https://third.example.com'))).toBe('metadata-without-idp')
  })

  test('and bad XML is then its author’s to mend', () => {
    expect(refusalOf(() => parse(`<!DOCTYPE x>${entity}`)).finding.owner).toBe('caller')
  })
})

describe('SP metadata', () => {
  test('has exactly one ACS', () => {
    const root = parseXml(Buffer.from(spMetadata({ acsUrl, spEntityId })), messageLimits)
    const [role] = root.children
    const services = role?.children.filter(({ name }) => name === 'AssertionConsumerService')
    expect(root.attributes.get('entityID')).toBe(spEntityId)
    expect(role?.attributes.get('WantAssertionsSigned')).toBe('true')
    expect(services?.map(({ attributes }) => attributes.get('Location'))).toEqual([acsUrl])
  })

  test('says how long it is good', () => {
    expect(spMetadata({ acsUrl, spEntityId, validUntil: now })).toContain(
      'validUntil="2026-03-01T12:00:30Z"',
    )
  })
})
