/** Our scanner against libxml2: what ours takes, libxml2 takes, and both read the same. The other way round is not promised. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as libxml from 'libxml2-wasm'
import { Refusal } from '../../src/core/index.js'
import { canonicalize } from '../../src/saml/canonical.js'
import { messageLimits, openXml, type XmlElement } from '../../src/saml/xml.js'
import { golden, goodXml, signBoth } from './forge.js'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Plain {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly text: string
  readonly children: readonly Plain[]
}

const qualified = (namespace: string, name: string): string =>
  namespace === '' ? name : `{${namespace}}${name}`

const ourPlain = (element: XmlElement): Plain => ({
  name: qualified(element.namespace, element.name),
  attributes: Object.fromEntries([...element.attributes].sort()),
  text: element.text,
  children: element.children.map(ourPlain),
})

function theirPlain(node: libxml.XmlElement): Plain {
  const children: Plain[] = []
  let text = ''
  for (let child = node.firstChild; child !== null; child = child.next) {
    if (child instanceof libxml.XmlElement) {
      const plain = theirPlain(child)
      children.push(plain)
      text += plain.text
    } else if (!(child instanceof libxml.XmlComment)) text += child.content
  }
  const attributes = node.attrs
    .map(({ namespaceUri, name, value }) => [qualified(namespaceUri, name), value] as const)
    .sort()
  const name = qualified(node.namespaceUri, node.name)
  return { name, attributes: Object.fromEntries(attributes), text, children }
}

function ours(bytes: Buffer): Plain | undefined {
  try {
    return ourPlain(openXml(bytes, messageLimits).root)
  } catch (error) {
    if (Refusal.is(error)) return undefined
    throw error
  }
}

/** @throws XmlError where libxml2 finds the document malformed */
function theirs(bytes: Buffer): Plain {
  const document = libxml.XmlDocument.fromBuffer(bytes, {
    option: libxml.ParseOption.XML_PARSE_NO_XXE,
  })
  try {
    return theirPlain(document.root)
  } finally {
    document.dispose()
  }
}

const agree = (bytes: Buffer): boolean => {
  const mine = ours(bytes)
  if (mine === undefined) return false
  expect(mine).toEqual(theirs(bytes))
  return true
}

const documents = readdirSync(golden, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^saml.*(response|metadata)\.xml$/.test(file))
  .map((file) => readFileSync(join(golden, file)))

describe('our scanner and libxml2', () => {
  test('read every document of the golden files alike', () => {
    const read = documents.filter(agree)
    expect(read.length).toBeGreaterThan(70)
  })

  const pieces = fc.constantFrom(
    ...['<a>', '</a>', '<b:c xmlns:b="urn:b">', '</b:c>', '<b:d/>', '<a x="1"', " y='2'", '>'],
    ...['/>', ' ', '\n', '\r\n', '\r', '\t', '&amp;', '&#65;', '&#x10FFFF;', '&#0;', '&nope;'],
    ...['<!-- c -->', '<!--', '-->', '--', '<![CDATA[', ']]>', ']', 'é', '\u{1F600}', '\u00a0'],
    ...[' xmlns="urn:d"', ' xmlns=""', ' xmlns:b=""', ' xml:lang="en"', ' b:x="<"', '"', "'", '='],
    ...['<ä:ö xmlns:ä="urn:ä">', '</ä:ö>', '<-a/>', '<a:b:c/>', '\u0085', '\u2028'],
    // Not U+FEFF: libxml2-wasm takes a text that begins with it for one with a byte order mark.
  )

  test('agree on soups of markup', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (soup) => {
        agree(Buffer.from(`<r xmlns:b="urn:bb">${soup.join('')}</r>`))
      }),
      { numRuns: 6000, seed: 11 },
    )
  })

  test('agree on well-formed trees with odd spellings', () => {
    const spelling = fc.constantFrom('x', '&lt;', ' ', '\n', '&#13;', '&#x9;', 'ß', '&quot;', "'")
    const value = fc.array(spelling, { maxLength: 6 }).map((parts) => parts.join(''))
    const name = fc.constantFrom('a', 'b:a', 'b:ä', 'c.d-e_f')
    const declaration = fc.constantFrom('', ' xmlns="urn:x"', ' xmlns:b="urn:y"')
    const written = (inside: fc.Arbitrary<string>) =>
      fc.tuple(name, value, declaration, inside).map(([it, text, ns, content]) => {
        const quoted = text.replaceAll("'", '')
        return `<${it} v='${quoted}'${ns} >${text}${content}</${it}\n>`
      })
    const several = (tree: fc.Arbitrary<string>) =>
      fc.array(tree, { maxLength: 3 }).map((trees) => trees.join(''))
    const tree = written(several(written(several(written(fc.constant(''))))))
    let read = 0
    fc.assert(
      fc.property(tree, (xml) => {
        if (agree(Buffer.from(`<r xmlns:b="urn:b">${xml}</r>`))) read += 1
      }),
      { numRuns: 500, seed: 12 },
    )
    expect(read).toBe(500)
  })

  test('agree on a signed Response with pieces put into it', () => {
    const good = signBoth(goodXml)
    fc.assert(
      fc.property(fc.nat(good.length), pieces, (at, piece) => {
        agree(Buffer.from(`${good.slice(0, at)}${piece}${good.slice(at)}`))
      }),
      { numRuns: 500, seed: 13 },
    )
  })
})

describe('an element canonicalized by itself', () => {
  /** As libxml2 does it inside the whole document. */
  function inPlace(text: string, name: string, prefixes: readonly string[]): string {
    const document = libxml.XmlDocument.fromString(text)
    try {
      const find = (node: libxml.XmlElement): libxml.XmlElement | undefined => {
        if (node.name === name) return node
        for (let child = node.firstChild; child !== null; child = child.next) {
          const found = child instanceof libxml.XmlElement ? find(child) : undefined
          if (found) return found
        }
        return undefined
      }
      const node = find(document.root)
      if (!node) throw new Error(`no ${name}`)
      return document.canonicalizeToString({
        mode: libxml.XmlC14NMode.XML_C14N_EXCLUSIVE_1_0,
        nodeSet: new Set([node]),
        inclusiveNamespacePrefixes: [...prefixes],
      })
    } finally {
      document.dispose()
    }
  }

  const text =
    '<r xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q?a=1&amp;b=2" xml:lang="en"><m xmlns:q="urn:qq"><x p:y="1"><z xmlns=""/><q:w/></x></m></r>'

  test.each([
    ['x', []],
    ['z', []],
    ['w', []],
    ['x', ['q']],
    ['x', ['p', '#default']],
    ['z', ['#default', 'q']],
    ['m', ['q', 'p']],
  ] as const)('%s with prefixes %j is what libxml2 gives inside the document', (name, prefixes) => {
    const document = openXml(Buffer.from(text), messageLimits)
    const find = (it: XmlElement): XmlElement | undefined =>
      it.name === name ? it : it.children.map(find).find(Boolean)
    const element = find(document.root)
    if (!element) throw new Error(`no ${name}`)
    const expected = inPlace(text, name, prefixes)
    expect(canonicalize(document, element, prefixes).toString()).toBe(expected)
  })
})
