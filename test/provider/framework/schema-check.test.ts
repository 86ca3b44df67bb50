/** A bad schema is refused where it is written, in words that say what to change. */
import { describe, expect, test } from '@jest/globals'
import {
  defineDataSource,
  defineFunction,
  defineProvider,
  defineResource,
  int64,
  list,
  object,
  set,
  string,
  type Attributes,
} from '../../../src/provider/framework/index.js'

const verbs = { create: async () => ({}), read: async () => null, delete: async () => undefined }
const resource = (attributes: Attributes, more: object = {}) =>
  defineResource({ typeName: 'thing', description: '', attributes, ...verbs, ...more })

const refused: readonly [string, () => unknown, RegExp][] = [
  [
    'required and computed',
    () => resource({ a: string({ required: true, computed: true }) }),
    /a cannot be required and computed/,
  ],
  [
    'required and optional',
    () => resource({ a: string({ required: true, optional: true }) }),
    /a cannot be required and optional/,
  ],
  ['neither', () => resource({ a: string({}) }), /a must be required, optional or computed/],
  [
    'neither, nested',
    () => resource({ a: list(object({ b: string() }), { optional: true }) }),
    /a\.b must be required/,
  ],
  [
    'a misspelt kind',
    () => resource({ a: { type: { kind: 'strnig' }, options: { optional: true } } as never }),
    /a has no known type/,
  ],
  [
    'write-only inside a set',
    () =>
      resource({
        a: set(object({ b: string({ optional: true, writeOnly: true }) }), { optional: true }),
      }),
    /a\.b is write-only inside a set/,
  ],
  [
    'write-only and computed',
    () => resource({ a: string({ optional: true, computed: true, writeOnly: true }) }),
    /a is write-only and so cannot be computed/,
  ],
  [
    'write-only that replaces',
    () => resource({ a: string({ optional: true, writeOnly: true, requiresReplace: true }) }),
    /put requiresReplace on a version attribute/,
  ],
  [
    'replacing inside a set',
    () =>
      resource({
        a: set(object({ b: string({ required: true, requiresReplace: true }) }), {
          optional: true,
        }),
      }),
    /put requiresReplace on the set/,
  ],
  [
    'a default that is required',
    () => resource({ a: string({ required: true, default: 'x' }) }),
    /a has a default, so it must be optional/,
  ],
  [
    'a default of another type',
    () => resource({ a: string({ optional: true, default: 5 as never }) }),
    /not of its own type/,
  ],
  [
    'a flagged element',
    () => resource({ a: list(string({ optional: true }), { optional: true }) }),
    /a\[\] is an element/,
  ],
  [
    'nested too deeply',
    () => resource({ a: list(list(object({})), { optional: true }) }),
    /collection of collections/,
  ],
  [
    'a name that does not come back',
    () => resource({ a_b: string({ optional: true }) }),
    /a_b must be named in camelCase/,
  ],
  [
    'a reserved name',
    () => resource({ forEach: string({ optional: true }) }),
    /forEach is a word Terraform reserves/,
  ],
  [
    'an unknown identity',
    () => resource({ a: string({ optional: true }) }, { identifiedBy: ['b'] }),
    /identifiedBy names b/,
  ],
  [
    'a missing upgrader',
    () => resource({ a: string({ optional: true }) }, { version: 2, upgraders: { 0: () => ({}) } }),
    /no upgrader from 1/,
  ],
  [
    'a bad timeout',
    () => resource({ a: string({ optional: true }) }, { timeouts: { create: 'soon' } }),
    /timeouts.create is soon, not a duration/,
  ],
  [
    'nullable, not computed',
    () => resource({ a: string({ optional: true, nullable: true }) }),
    /not computed, so nullable/,
  ],
  [
    'a default in a data source',
    () =>
      defineDataSource({
        typeName: 'x',
        description: '',
        attributes: { a: string({ optional: true, default: 'x' }) },
        read: async () => ({ a: 'x' }),
      }),
    /only a resource can have/,
  ],
  [
    'computed in a provider',
    () => provider({ attributes: { a: int64({ computed: true }) } }),
    /nothing is computed/,
  ],
  [
    'two of a name',
    () => provider({ resources: [resource({}), resource({})] }),
    /thing is defined twice/,
  ],
  [
    'a function in snake_case',
    () =>
      provider({
        functions: [
          defineFunction({
            name: 'a_b',
            summary: '',
            description: '',
            parameters: {},
            returns: string(),
            call: () => '',
          }),
        ],
      }),
    /a_b must be named in camelCase/,
  ],
]

function provider(more: object) {
  return defineProvider({
    name: 'p',
    version: '1',
    attributes: {},
    configure: () => undefined,
    ...more,
  })
}

describe('refused', () => {
  test.each(refused)('%s', (_, define, said) => expect(define).toThrow(said))
})

test('all faults are told at once, under the name of the definition', () => {
  const both = () => resource({ a: string({}), b_c: string({ optional: true }) })
  expect(both).toThrow(/resource thing cannot be served to Terraform:\n- a must[^]*\n- b_c must/)
})
