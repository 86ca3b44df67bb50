/** Terraform's templates as far as both sides of a joint use them. */
import { describe, expect, test } from '@jest/globals'
import {
  concatenated,
  Open,
  Sealed,
  shown,
  type Part,
  type Value,
} from '../../src/program/index.js'
import { parseTemplate } from '../../src/program/expression.js'

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
    ['${tostring(5)}', '5'],
    ['${tostring(true)}', 'true'],
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
    // Where Go and JavaScript part, or a pattern is meant, nobody guesses.
    ['${upper("stra\u00dfe")}', '{upper("stra\u00dfe")}', []],
    ['${replace("a//b", "//", "/")}', '{replace("a//b", "//", "/")}', []],
    ['${replace("ab", "", "-")}', '{replace("ab", "", "-")}', []],
    ['${lower("A", "B")}', '{lower("A", "B")}', []],
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

test('what is sealed is shown to nobody', () => {
  expect(shown(new Sealed('hunter2'))).toBe('a sensitive value')
  expect(shown(parse('${var.url}/acs'))).toBe('"${var.url}/acs"')
})
