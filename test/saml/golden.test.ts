/** Responses shaped like real IdPs' are accepted, and say what they say. A new IdP is a new shape; no code here. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { DOMParser, XMLSerializer } from '@xmldom/xmldom'
import { SignedXml } from 'xml-crypto'
import { parseIdpMetadata } from '../../src/saml/index.js'
import { type Shape, shapes } from '../golden/saml/shapes.js'
import { acsUrl, certificate, codeOf, encode, golden, mutate, spEntityId, verify } from './forge.js'

const folder = join(golden, 'saml')
const idps = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'test-keys')
  .map((entry) => entry.name)

const read = (idp: string, file: string): string => readFileSync(join(folder, idp, file), 'utf8')

const caseOf = (idp: string) => {
  const facts = JSON.parse(read(idp, 'expected.json')) as Shape['expected']
  const now = new Date(facts.now)
  const metadata = parseIdpMetadata(read(idp, 'metadata.xml'), { now })
  const { entityId: idpEntityId, certificates } = metadata
  const xml = read(idp, 'response.xml')
  return { facts, metadata, xml, overrides: { now, expected: { idpEntityId, certificates } } }
}

test('there are the six IdPs', () => {
  expect(idps).toEqual(['entra', 'google', 'jumpcloud', 'keycloak', 'okta', 'simplesamlphp'])
})

test('the files are what generate.ts writes', () => {
  for (const [idp, shape] of Object.entries(shapes)) {
    expect(read(idp, 'response.xml')).toBe(shape.response)
    expect(read(idp, 'metadata.xml')).toBe(shape.metadata)
  }
})

describe.each(idps)('%s', (idp) => {
  const { facts, metadata, xml, overrides } = caseOf(idp)

  test('its metadata names it', () => {
    expect(metadata.entityId).toBe(facts.idpEntityId)
    expect(metadata.certificates).toContain(certificate('idp'))
    expect(metadata.certificates).not.toContain(certificate('attacker'))
  })

  test('its Response is believed', () => {
    const assertion = verify(xml, overrides)
    expect(JSON.parse(JSON.stringify(assertion))).toMatchObject(facts.assertion)
    expect(Object.fromEntries(assertion.attributes)).toEqual(facts.attributes)
    expect(assertion.issuer).toBe(facts.idpEntityId)
  })

  test('xml-crypto finds the same signatures good', () => {
    const document = new DOMParser().parseFromString(xml, 'text/xml')
    const signatures = [
      ...document.getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'Signature'),
    ]
    expect(signatures).toHaveLength(facts.signs.length)
    for (const signature of signatures) {
      const verifier = new SignedXml({ publicCert: certificate('idp') })
      verifier.loadSignature(new XMLSerializer().serializeToString(signature))
      expect(verifier.checkSignature(xml)).toBe(true)
    }
  })

  test('a changed value is refused', () => {
    const changed = mutate(xml, /(AttributeValue[^>]*>)[^<]/, 'AttributeValue>~')
    expect(() => verify(changed, overrides)).toThrow('signature-digest-mismatch')
  })

  test('a signature policy it does not keep is refused', () => {
    const signsBoth = facts.signs.length === 2
    const wantsBoth = { ...overrides, expected: { ...overrides.expected, signed: 'both' as const } }
    if (signsBoth) expect(verify(xml, wantsBoth).id).toBeTruthy()
    else expect(codeOf(() => verify(xml, wantsBoth))).toBe('signature-missing')
  })

  test('it is refused by another connection', () => {
    const other = { ...overrides.expected, acsUrl: `${acsUrl}2` }
    expect(codeOf(() => verify(xml, { ...overrides, expected: other }))).toBe(
      'destination-mismatch',
    )
    const audience = { ...overrides.expected, spEntityId: `${spEntityId}2` }
    expect(codeOf(() => verify(xml, { ...overrides, expected: audience }))).toBe(
      'audience-mismatch',
    )
  })
})

test('line breaks in the posted base64 are no matter', () => {
  const { xml, overrides } = caseOf('okta')
  const wrapped = encode(xml).replace(/.{76}/g, '$&\r\n')
  expect(verify('', { ...overrides, samlResponse: wrapped }).nameId).toBe('ada@example.com')
})
