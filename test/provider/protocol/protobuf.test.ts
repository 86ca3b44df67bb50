/** The codec's promise: what is written is read, and no bytes whatsoever end in anything but a message or a WireError. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { WireError } from '../../../src/provider/protocol/bytes.js'
import { calls, type CallName } from '../../../src/provider/protocol/calls.js'
import {
  bool,
  bytes,
  decode,
  encode,
  int,
  many,
  mapOf,
  one,
  text,
  type Field,
  type Table,
} from '../../../src/provider/protocol/protobuf.js'

const leaf = { text: text(1), flag: bool(2), number: int(15), blob: bytes(16) }
const tree = {
  leaf: one(1, () => leaf),
  leaves: many(2, () => leaf),
  named: mapOf(2047, () => leaf),
  far: text(536_870_911),
}

/** Any message of a table, every field there or not. */
function messageOf(table: Table): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    Object.fromEntries(Object.entries(table).map(([name, field]) => [name, valueOf(field)])),
    { requiredKeys: [] },
  )
}

function valueOf(field: Field): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'text':
      return fc.string({ unit: 'grapheme' })
    case 'bytes':
      return fc.uint8Array({ maxLength: 300 })
    case 'bool':
      return fc.boolean()
    case 'int':
      return fc.maxSafeInteger()
    case 'message':
      return messageOf(field.of())
    case 'messages':
      return fc.array(messageOf(field.of()), { minLength: 1, maxLength: 4 })
    case 'map':
      return fc.dictionary(fc.string(), messageOf(field.of()), { minKeys: 1, maxKeys: 4 })
  }
}

/** Buffers and arrays, null prototypes and plain ones, are the same to us. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value]
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
}

test('what is encoded is decoded', () => {
  fc.assert(
    fc.property(messageOf(tree), (message) =>
      expect(plain(decode(tree, encode(tree, message)))).toEqual(plain(message)),
    ),
  )
})

test('zero, false and empty are sent: in a oneof they are a choice', () => {
  const step = { name: text(1), index: int(3) }
  expect(decode(step, encode(step, { index: 0 }))).toEqual({ index: 0 })
  expect(encode(step, {})).toHaveLength(0)
})

test('numbers as the specification spells them', () => {
  expect([...encode({ n: int(1) }, { n: 150 })]).toEqual([0x08, 0x96, 0x01])
  expect([...encode({ n: int(1) }, { n: -1 })]).toEqual([
    0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
  ])
  expect(
    decode(
      { n: int(1) },
      Uint8Array.from([0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
    ),
  ).toEqual({ n: -2 })
})

test('fields of a newer protocol are skipped, of every wire type', () => {
  const unknown = [0x48, 0x05, 0x51, 1, 2, 3, 4, 5, 6, 7, 8, 0x5a, 2, 9, 9, 0x65, 1, 2, 3, 4]
  expect(decode(leaf, Uint8Array.from([...unknown, 0x10, 0x01, ...unknown]))).toEqual({
    flag: true,
  })
})

test('a key called __proto__ stays a key', () => {
  const message = { named: Object.fromEntries([['__proto__', { text: 'x' }]]) }
  const { named } = decode(tree, encode(tree, message))
  expect(Object.keys(named ?? {})).toEqual(['__proto__'])
  expect(({} as Record<string, unknown>)['text']).toBeUndefined()
})

describe('hostile bytes', () => {
  const names = Object.keys(calls) as CallName[]
  const onlyWireErrors = (table: Table, input: Uint8Array) => {
    try {
      decode(table, input)
    } catch (fault) {
      expect(fault).toBeInstanceOf(WireError)
    }
  }

  test('anything at all', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.uint8Array({ maxLength: 400 }), (name, input) =>
        onlyWireErrors(calls[name].request, input),
      ),
      { numRuns: 1_000 },
    )
  })

  test('a good message, cut or with one byte changed', () => {
    const table: Table = calls.PlanResourceChange.request
    fc.assert(
      fc.property(messageOf(table), fc.nat(), fc.nat(255), (message, at, byte) => {
        const good = Uint8Array.from(encode(table, message))
        onlyWireErrors(table, good.subarray(0, at % (good.length + 1)))
        if (good.length > 0) good[at % good.length] = byte
        onlyWireErrors(table, good)
      }),
    )
  })

  const refused: readonly [string, readonly number[], RegExp][] = [
    ['a length beyond the end', [0x0a, 0xff, 0xff, 0xff, 0x7f], /does not fit/],
    [
      'a length of 2^63',
      [0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
      /does not fit/,
    ],
    ['an endless number', Array<number>(20).fill(0xff), /longer than ten bytes/],
    ['a number cut short', [0x78, 0x80], /middle of a number/],
    ['field number zero', [0x00, 0x01], /out of range/],
    ['a group', [0x0b, 0x0c], /wire type/],
    ['the wrong wire type', [0x08, 0x01], /text has wire type 0/],
    ['text that is not UTF-8', [0x0a, 0x01, 0xff], /not UTF-8/],
  ]
  test.each(refused)('%s', (_, input, said) =>
    expect(() => decode(leaf, Uint8Array.from(input))).toThrow(said),
  )

  test('nesting without end', () => {
    const endless: Table = { again: one(1, () => endless) }
    let message = new Uint8Array()
    for (let depth = 0; depth < 200; depth++)
      message = Uint8Array.from(encode({ again: bytes(1) }, { again: message }))
    expect(() => decode(endless, message)).toThrow(/nested too deeply/)
  })
})
