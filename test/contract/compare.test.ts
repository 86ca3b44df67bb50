/** What can be said of two texts before an apply. */
import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { compare, sameKey } from '../../src/contract/compare.js'
import { Sealed, textOf, type Value } from '../../src/program/index.js'
import { parseTemplate } from '../../src/program/expression.js'

const parse = (text: string): Value => parseTemplate(text, () => undefined)

describe('comparing', () => {
  test.each([
    ['https://a/acs', 'https://a/acs', 'same'],
    ['https://a/acs', 'https://a/acs/', 'different'],
    ['${var.u}/acs', '${var.u}/acs', 'same'],
    ['${var.u}/acs', '${var.u}/acs/', 'different'],
    ['${var.u}/acs', '${var.v}/acs', 'undecided'],
    ['${var.u}/acs', 'https://a/acs', 'undecided'],
    ['${var.u}/acs', 'https://a/login', 'different'],
    ['https://${var.u}', 'http://a', 'different'],
    ['${var.u}x', '', 'different'],
    ['${var.u}', '', 'undecided'],
    ['${trimsuffix(var.u, "/")}/a', '${ trimsuffix(var.u,"/") }/a', 'same'],
  ] as const)('%s and %s: %s', (a, b, verdict) => {
    expect(compare(parse(a), parse(b))).toBe(verdict)
    expect(compare(parse(b), parse(a))).toBe(verdict)
  })

  test('what is sealed is compared with nothing', () => {
    expect(compare(new Sealed('a'), 'a')).toBe('undecided')
  })

  const part = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.constantFrom('var.a', 'var.b').map((name) => ({ name })),
  )
  const template = fc.array(part, { maxLength: 5 })
  const valueOf = (parts: readonly (string | { readonly name: string })[]): Value =>
    textOf(
      parts.map((each) =>
        typeof each === 'string' ? each : { expression: each.name, references: [each.name] },
      ),
    )
  const filled = (
    parts: readonly (string | { readonly name: string })[],
    values: Readonly<Record<string, string>>,
  ) => parts.map((each) => (typeof each === 'string' ? each : values[each.name])).join('')

  test('no apply can prove a verdict wrong', () => {
    const values = fc.record({
      'var.a': fc.string({ maxLength: 3 }),
      'var.b': fc.string({ maxLength: 3 }),
    })
    fc.assert(
      fc.property(template, template, values, (a, b, given) => {
        const verdict = compare(valueOf(a), valueOf(b))
        const same = filled(a, given) === filled(b, given)
        if (verdict === 'same') expect(same).toBe(true)
        if (verdict === 'different') expect(same).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  test('keys are the same where the verdict is, and nowhere else', () => {
    fc.assert(
      fc.property(template, template, (a, b) => {
        const [one, other] = [valueOf(a), valueOf(b)]
        expect(sameKey(one) === sameKey(other)).toBe(compare(one, other) === 'same')
      }),
      { numRuns: 2000 },
    )
    expect(sameKey(['a'])).toBeUndefined()
  })

  test('a template is the same as itself', () => {
    fc.assert(fc.property(template, (a) => compare(valueOf(a), valueOf(a)) === 'same'))
  })
})
