/** Terraform's templates as far as both sides use them, and what can be said of two of them before an apply. */
import fc from 'fast-check'
import { describe, expect, test } from '@jest/globals'
import { compare } from '../../src/contract/compare.js'
import { concatenated, parseTemplate } from '../../src/contract/expression.js'
import { Open, Sealed, shown, textOf, type Part, type Value } from '../../src/contract/value.js'

const nothing = () => undefined
const parse = (text: string): Value => parseTemplate(text, nothing)
const partsOf = (value: Value): readonly Part[] => (value instanceof Open ? value.parts : [])
const spelled = (value: Value): string =>
  partsOf(value)
    .map((part) => (typeof part === 'string' ? part : `{${part.expression}}`))
    .join('')

describe('templates', () => {
  test.each([
    ['plain', 'plain'],
    ['$${user.userName}', '${user.userName}'],
    ['%%{ if }', '%{ if }'],
    ['${"a"}b', 'ab'],
    ['${trimsuffix("https://a/", "/")}/acs', 'https://a/acs'],
    ['${replace("https://www.a", "://www.", "://")}', 'https://a'],
    ['${lower("ABC")}', 'abc'],
    ['a ${"say \\"hi\\""}', 'a say "hi"'],
    ['${(("x"))}', 'x'],
  ])('%s is known: %s', (text, value) => expect(parse(text)).toBe(value))

  test.each([
    ['${var.url}/acs', '{var.url}/acs', ['var.url']],
    ['${ trimsuffix( var.url , "/" ) }', '{trimsuffix(var.url, "/")}', ['var.url']],
    [
      '${replace(trimspace(var.t), "/^(?i:bearer[[:space:]]+)+/", "")}',
      '{replace(trimspace(var.t), "/^(?i:bearer[[:space:]]+)+/", "")}',
      ['var.t'],
    ],
    [
      '${okta_app_saml.a_B-1.keys[0].kid}',
      '{okta_app_saml.a_B-1.keys[0].kid}',
      ['okta_app_saml.a_B-1.keys[0].kid'],
    ],
    ['${a.b ? c.d : "x"}', '{a.b ? c.d : "x"}', ['a.b', 'c.d']],
    ['x %{ if var.a }y%{ endif }', '{x %{ if var.a }y%{ endif }}', ['var.a']],
    ['${join("/", [var.a, "x"])}', '{join("/", [var.a, "x"])}', ['var.a']],
  ])('%s stays open', (text, expression, references) => {
    const value = parse(text)
    expect(value).toBeInstanceOf(Open)
    expect(spelled(value)).toBe(expression)
    expect((value as Open).holes.flatMap((hole) => hole.references)).toEqual(
      expect.arrayContaining(references),
    )
  })

  test('a text that only looks like a template is read by nobody else', () => {
    expect(parse('${')).toBeInstanceOf(Open)
    expect(parse('${"')).toBeInstanceOf(Open)
  })

  test('the end of an open text is trimmed where it is known', () => {
    const both = parse('${trimsuffix("${var.url}/path/", "/")}')
    expect(spelled(both)).toBe('{var.url}/path')
  })

  test('what is looked up takes the place of its reference', () => {
    const value = parseTemplate('${local.url}/acs', (reference) =>
      reference === 'local.url' ? 'https://a' : undefined,
    )
    expect(value).toBe('https://a/acs')
  })

  test('texts are put together', () => {
    expect(concatenated('a', 'b')).toBe('ab')
    expect(spelled(concatenated(parse('${var.a}'), '/b'))).toBe('{var.a}/b')
  })
})

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

  test('a template is the same as itself', () => {
    fc.assert(fc.property(template, (a) => compare(valueOf(a), valueOf(a)) === 'same'))
  })
})

test('what is sealed is shown to nobody', () => {
  expect(shown(new Sealed('hunter2'))).toBe('a sensitive value')
  expect(shown(parse('${var.url}/acs'))).toBe('"${var.url}/acs"')
})
