/** DynamicValue both ways, over generated schemas: values, nulls, unknowns, numbers of any size, and bytes that are none of these. */
import { describe, expect, test } from '@jest/globals'
import { Encoder, ExtData, encode } from '@msgpack/msgpack'
import fc from 'fast-check'
import {
  UNKNOWN,
  bool,
  int64,
  list,
  map,
  number,
  object,
  set,
  string,
  type Attribute,
  type Attributes,
} from '../../../src/provider/framework/index.js'
import { WireError } from '../../../src/provider/protocol/bytes.js'
import {
  rawStateFromJson,
  valueFromWire,
  valuesFromStored,
  valuesFromWire,
} from '../../../src/provider/protocol/from-wire.js'
import { pathToWire, valueToWire, valuesToWire } from '../../../src/provider/protocol/to-wire.js'

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}([A-Z][a-z0-9]{0,4}){0,2}$/)

const { attribute: anyAttribute } = fc.letrec<{ attribute: Attribute; attributes: Attributes }>(
  (tie) => ({
    attribute: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<Attribute>(string(), bool(), int64(), number()),
      tie('attribute').map((element) => list(element)),
      tie('attribute').map((element) => set(element)),
      tie('attribute').map((element) => map(element)),
      tie('attributes').map((attributes) => object(attributes)),
    ),
    attributes: fc.dictionary(name, tie('attribute'), { maxKeys: 4 }),
  }),
)

function valueOf({ type }: Attribute): fc.Arbitrary<unknown> {
  const present = (): fc.Arbitrary<unknown> => {
    switch (type.kind) {
      case 'string':
        return fc.string({ unit: 'grapheme' })
      case 'bool':
        return fc.boolean()
      case 'int64':
        return fc.maxSafeInteger().map((value) => value + 0)
      case 'number':
        return fc.oneof(
          fc.double({ noNaN: true, noDefaultInfinity: true }).map(tidy),
          fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n }),
          fc.maxSafeInteger(),
        )
      case 'object':
        return fc.record(
          Object.fromEntries(
            Object.entries(type.attributes).map(([key, each]) => [key, valueOf(each)]),
          ),
        )
      case 'map':
        return fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          valueOf(type.element),
          { maxKeys: 4 },
        )
      default:
        return fc.array(valueOf(type.element), { maxLength: 4 })
    }
  }
  return fc.oneof(
    { weight: 8, arbitrary: present() },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constant(UNKNOWN) },
  )
}

/** As every number leaves the codec: no −0, and whole numbers beyond 2^53 as bigint. */
function tidy(value: number): number | bigint {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return BigInt(value)
  return value === 0 ? 0 : value
}

const typed = anyAttribute.chain((attribute) =>
  fc.tuple(fc.constant(attribute), valueOf(attribute)),
)

test('what goes out comes back, whatever the schema', () => {
  fc.assert(
    fc.property(typed, ([{ type }, value]) => {
      expect(valueFromWire(type, valueToWire(type, value, new Map()), new Map())).toEqual(value)
    }),
    { numRuns: 500 },
  )
})

const attributes = {
  displayName: string(),
  size: int64(),
  weight: number(),
  roleRules: list(object({ groupName: string() })),
  labels: map(string()),
}

const wire = (values: Record<string, unknown>) => ({ msgpack: encode(values) })
const read = (values: Record<string, unknown>) =>
  valuesFromWire(attributes, wire(values), new Map())

describe('from the wire', () => {
  test('names are renamed by the schema; a map’s keys are the user’s', () => {
    expect(
      read({
        display_name: 'x',
        role_rules: [{ group_name: 'g' }],
        labels: { snake_key: 'a', camelKey: 'b' },
      }),
    ).toEqual({
      displayName: 'x',
      size: null,
      weight: null,
      roleRules: [{ groupName: 'g' }],
      labels: { snake_key: 'a', camelKey: 'b' },
    })
  })

  test('unknown, and unknown about which something is known', () => {
    const refined = new ExtData(12, encode(new Map([[1, false]])))
    expect(
      read({ display_name: new ExtData(0, new Uint8Array(1)), weight: refined }),
    ).toMatchObject({ displayName: UNKNOWN, weight: UNKNOWN })
    expect(() => read({ display_name: new ExtData(99, new Uint8Array(1)) })).toThrow(
      /display_name must be a string/,
    )
  })

  test('numbers in every spelling', () => {
    const weight = (value: unknown) => read({ weight: value })?.['weight']
    expect(weight('0.1')).toBe(0.1)
    expect(weight('9007199254740993')).toBe(9007199254740993n)
    expect(weight('42')).toBe(42)
    expect(weight(2.5)).toBe(2.5)
    expect(
      valuesFromWire(
        attributes,
        { msgpack: new Encoder({ useBigInt64: true }).encode({ weight: 2n ** 63n }) },
        new Map(),
      ),
    ).toMatchObject({ weight: 2n ** 63n })
    for (const bad of ['', 'ten', '0x10', 'Infinity', '1e999', '9'.repeat(5_000)])
      expect(() => weight(bad)).toThrow(WireError)
  })

  test('a fraction too long for us goes back digit by digit', () => {
    const third = '0.33333333333333333333333333333333333333333333'
    const spellings = new Map<number, string>()
    const values = valuesFromWire(attributes, wire({ weight: third }), spellings)
    expect(
      valuesFromWire(
        { weight: string() },
        valuesToWire({ weight: number() }, values, spellings),
        new Map(),
      ),
    ).toEqual({ weight: third })
  })

  test('stored JSON keeps integers beyond 2^53, and forgets what the schema forgot', () => {
    const json = Buffer.from(
      '{"size":7,"weight":9007199254740993,"display_name":"12345678901234567890 \\"1.50\\"","gone":{"a":[1]}}',
    )
    expect(valuesFromStored(attributes, rawStateFromJson(json), new Map())).toEqual({
      size: 7,
      weight: 9007199254740993n,
      displayName: '12345678901234567890 "1.50"',
      roleRules: null,
      labels: null,
    })
  })

  test('null where nothing is', () => {
    expect(valuesFromWire(attributes, { msgpack: encode(null) }, new Map())).toBeNull()
    expect(valuesFromWire(attributes, undefined, new Map())).toBeNull()
    expect(
      valuesFromWire(attributes, { json: Buffer.from('{"size":3}') }, new Map()),
    ).toMatchObject({ size: 3 })
  })

  test('misfits are named by place and kind, never by content', () => {
    expect(() => read({ role_rules: [{ group_name: 5 }] })).toThrow(
      'role_rules[].group_name must be a string, but a number came',
    )
    expect(() => read({ labels: ['swordfish'] })).toThrow(
      /^labels must be an object, but a object came$|^labels must be an object/,
    )
    expect(() => read({ size: 'swordfish' })).not.toThrow(/swordfish/)
  })

  test('hostile bytes end in a WireError, quickly', () => {
    const started = performance.now()
    const parse = (msgpack: Uint8Array) => {
      try {
        valuesFromWire(attributes, { msgpack }, new Map())
      } catch (fault) {
        expect(fault).toBeInstanceOf(WireError)
      }
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), parse), { numRuns: 1_000 })
    fc.assert(
      fc.property(typed, fc.nat(), ([{ type }, value], at) => {
        const { msgpack = new Uint8Array() } = valueToWire(type, value, new Map())
        parse(msgpack.subarray(0, at % (msgpack.length + 1)))
      }),
    )
    // Headers that claim four billion elements, or nest a hundred thousand deep.
    for (const head of [0xdd, 0xdf, 0xc6, 0xdb, 0xc9])
      expect(() => read0(Uint8Array.from([head, 0xff, 0xff, 0xff, 0xff]))).toThrow(WireError)
    expect(() => read0(new Uint8Array(100_000).fill(0x91))).toThrow(WireError)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

const read0 = (msgpack: Uint8Array) => valuesFromWire(attributes, { msgpack }, new Map())

test('paths go as far as the schema goes along, and end at a set', () => {
  const schema = {
    roleRules: set(object({ groupName: string() })),
    byName: map(list(object({ innerName: string() }))),
  }
  expect(pathToWire(schema, ['roleRules', 0, 'groupName'])).toEqual({
    steps: [{ attributeName: 'role_rules' }],
  })
  expect(pathToWire(schema, ['byName', 'some_Key', 0, 'innerName'])).toEqual({
    steps: [
      { attributeName: 'by_name' },
      { elementKeyString: 'some_Key' },
      { elementKeyInt: 0 },
      { attributeName: 'inner_name' },
    ],
  })
  expect(pathToWire(schema, ['nowhere', 'x'])).toEqual({ steps: [] })
})
