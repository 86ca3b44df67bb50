/** Whatever comes, the answer is an Assertion that was signed or a Refusal; never a crash, never another identity. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { diag } from 'libxml2-wasm'
import { Refusal } from '../../src/core/index.js'
import {
  type Assertion,
  element,
  parseAuthnRequest,
  parseIdpMetadata,
  render,
} from '../../src/saml/index.js'
import { messageLimits, parseXml } from '../../src/saml/xml.js'
import { encode, goodXml, now, verify, ways } from './forge.js'

beforeAll(() => diag.configure({ enabled: true }))
afterAll(() => diag.configure({ enabled: false }))

/** The answer, or undefined when it was refused; anything else thrown fails the property. */
function answerOf<T>(call: () => T): T | undefined {
  try {
    return call()
  } catch (error) {
    if (Refusal.is(error)) return undefined
    throw error
  }
}

const facts = (assertion: Assertion): unknown => ({
  ...assertion,
  attributes: [...assertion.attributes],
})

describe.each(Object.entries(ways))('%s', (_, way) => {
  const good = Buffer.from(way(goodXml))
  const identity = facts(verify(good))
  const unchanged = (bytes: Buffer): void => {
    const answer = answerOf(() => verify(bytes))
    if (answer === undefined) return
    // The ID of an unsigned Response is for the log only; everything else was signed.
    expect({ ...(facts(answer) as object), responseId: '_response1' }).toEqual(identity)
  }

  test('bytes replaced', () => {
    const edit = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const bytes = Buffer.from(good)
        for (const [at, byte] of edits) bytes[at] = byte
        unchanged(bytes)
      }),
      { numRuns: 150, seed: 1 },
    )
  })

  test('pieces copied, moved and cut', () => {
    const piece = fc.tuple(fc.nat(good.length), fc.nat(400), fc.nat(good.length), fc.nat(400))
    fc.assert(
      fc.property(piece, ([from, length, to, cut]) => {
        const copy = good.subarray(from, from + length)
        unchanged(Buffer.concat([good.subarray(0, to), copy, good.subarray(to + cut)]))
      }),
      { numRuns: 150, seed: 2 },
    )
  })

  test('markup inserted', () => {
    const markup = fc.constantFrom(
      '<!---->',
      '<![CDATA[x]]>',
      '&amp;',
      '&#65;',
      '<a/>',
      ' ',
      '\n',
      '<!--',
      ']]>',
      ' ID="x"',
      '<saml:NameID>root</saml:NameID>',
      '</saml:Subject>',
      '<saml:Subject>',
    )
    fc.assert(
      fc.property(fc.nat(good.length), markup, (at, inserted) =>
        unchanged(Buffer.concat([good.subarray(0, at), Buffer.from(inserted), good.subarray(at)])),
      ),
      { numRuns: 200, seed: 3 },
    )
  })
})

test('random bytes and random text are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary' }), (bytes, text) => {
      expect(answerOf(() => verify(bytes))).toBeUndefined()
      expect(answerOf(() => verify('', { samlResponse: text }))).toBeUndefined()
      expect(answerOf(() => parseIdpMetadata(text, { now }))).toBeUndefined()
      expect(answerOf(() => parseAuthnRequest(encode(bytes), 'redirect'))).toBeUndefined()
      expect(answerOf(() => parseAuthnRequest(encode(text), 'post'))).toBeUndefined()
    }),
    { numRuns: 200, seed: 4 },
  )
})

test('what is written is read back, character for character', () => {
  const writable = fc
    .string({ unit: 'binary', maxLength: 60 })
    .filter((text) => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u.test(text))
  fc.assert(
    fc.property(writable, writable, (value, text) => {
      const read = parseXml(Buffer.from(render(element('a', { value }, text))), messageLimits)
      expect([read.attributes.get('value'), read.text]).toEqual([value, text])
    }),
    { numRuns: 200, seed: 5 },
  )
})

test('no parser memory is left behind', () => {
  expect(diag.report()).toEqual({})
})
