/** The likely canonical form against libxml2's: equal wherever it is offered; and what happens where it is wrong. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../../src/core/index.js'
import { canonicalize } from '../../src/saml/canonical.js'
import { likelyCanonical } from '../../src/saml/likely.js'
import { elementsWhere } from '../../src/saml/query.js'
import { messageLimits, openXml, type XmlDocument, type XmlElement } from '../../src/saml/xml.js'
import { golden, goodXml, mutate, now, signBoth, signInclusive, verify } from './forge.js'

const prefixLists = [[], ['xs'], ['#default', 'saml'], ['p', 'b']] as const

/** Of how many elements a likely form was offered. Each must be libxml2's. */
function offered(document: XmlDocument): number {
  let count = 0
  for (const element of elementsWhere(document.root, () => true)) {
    for (const prefixes of prefixLists) {
      const likely = likelyCanonical(document, element, prefixes)
      if (!likely) continue
      count += 1
      expect(likely.toString()).toBe(canonicalize(document, element, prefixes).toString())
    }
  }
  return count
}

const signature = (parent: XmlElement): XmlElement | undefined =>
  parent.children.find(({ name }) => name === 'Signature')

/** Some golden files are there to be refused. */
function opened(bytes: Buffer): readonly XmlDocument[] {
  try {
    return [openXml(bytes, messageLimits)]
  } catch (error) {
    if (!Refusal.is(error)) throw error
    return []
  }
}

const responses = readdirSync(golden, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^saml.*response\.xml$/.test(file))
  .flatMap((file) => opened(readFileSync(join(golden, file))))

describe('the likely canonical form', () => {
  test('is libxml2’s for every signed element of the golden Responses', () => {
    let signed = 0
    for (const document of responses) {
      for (const parent of elementsWhere(document.root, (it) => signature(it) !== undefined)) {
        const likely = likelyCanonical(document, parent, [], signature(parent))
        if (!likely) continue
        signed += 1
        const exact = canonicalize(document, parent, [], signature(parent))
        expect(likely.toString()).toBe(exact.toString())
      }
    }
    expect(signed).toBeGreaterThan(60)
  })

  test('is libxml2’s for every element of a signed Response, whatever prefixes are inclusive', () => {
    expect(offered(openXml(Buffer.from(signBoth(goodXml)), messageLimits))).toBeGreaterThan(100)
  })

  test('is libxml2’s for trees with odd spellings, or is not offered', () => {
    const text = fc.array(fc.constantFrom('x', '&lt;', '&gt;', '\n', "'", 'ß', ' ', '"'))
    const value = text.map((parts) => parts.join('').replaceAll('"', '&quot;'))
    const name = fc.constantFrom('a', 'b:a', 'b:ä', 'p:c')
    const declaration = fc.constantFrom(
      '',
      ' xmlns="urn:x"',
      ' xmlns:b="urn:y"',
      ' xmlns:p="urn:b"',
    )
    const attribute = fc.constantFrom('', ' b:z="&#9;"', ' p:y="&#xA;"', ' xml:lang="en"', ' a=">"')
    const written = (inside: fc.Arbitrary<string>) =>
      fc
        .tuple(name, value, declaration, attribute, inside)
        .map(
          ([it, said, ns, other, content]) =>
            `<${it} w="${said}"${ns}${other} >${said}${content}</${it}>`,
        )
    const several = (tree: fc.Arbitrary<string>) =>
      fc.array(tree, { maxLength: 3 }).map((trees) => trees.join('<e/>'))
    let count = 0
    fc.assert(
      fc.property(several(written(several(written(fc.constant(''))))), (xml) => {
        const root = `<r xmlns:b="urn:b" xmlns:p="urn:p" xmlns:unused="urn:u">${xml}</r>`
        for (const document of opened(Buffer.from(root))) count += offered(document)
      }),
      { numRuns: 400, seed: 21 },
    )
    expect(count).toBeGreaterThan(1000)
  })

  test.each([
    ['a comment', '<!-- c -->'],
    ['CDATA', '<![CDATA[x]]>'],
    ['a character reference', '&#65;'],
    ['a quotation mark by its name', '&quot;'],
    ['a bare >', '>'],
  ])('is not offered where %s stands', (_, piece) => {
    const document = openXml(Buffer.from(`<r><a>${piece}</a></r>`), messageLimits)
    expect(likelyCanonical(document, document.root)).toBeUndefined()
  })

  test('where it is not offered, libxml2’s is verified all the same', () => {
    const xml = mutate(signBoth(goodXml), '>Engineers<', '>&#69;ngineers<')
    expect(verify(xml, { now }).attributes.get('groups')).toEqual(['Engineers', 'R&D'])
    expect(verify(signInclusive(goodXml, 'Assertion', 'saml'), { now }).nameId).toBe(
      'ada@example.com',
    )
  })
})
