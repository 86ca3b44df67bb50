/**
 * Our tables against Terraform itself: the terraform binary carries the descriptor of the protocol it speaks, and our own
 * decoder reads it. A wrong field number would be silence on the wire; here it is a failure with a name.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from '@jest/globals'
import * as messages from '../../../src/provider/protocol/calls.js'
import {
  bool,
  decode,
  int,
  many,
  one,
  text,
  type Message,
  type Table,
} from '../../../src/provider/protocol/protobuf.js'

// google.protobuf.FileDescriptorProto, as far as it is needed here.
const fieldTable = { name: text(1), number: int(3), label: int(4), type: int(5), typeName: text(6) }
const options = { mapEntry: bool(7) }
const innermost = {
  name: text(1),
  fields: many(2, () => fieldTable),
  options: one(7, () => options),
}
const inner = { ...innermost, nested: many(3, () => innermost) }
const outer = { ...innermost, nested: many(3, () => inner) }
const method = { name: text(1), input: text(2), output: text(3) }
const service = { name: text(1), methods: many(2, () => method) }
const file = {
  name: text(1),
  package: text(2),
  messages: many(4, () => outer),
  services: many(6, () => service),
}

type Descriptor = Message<typeof outer>

/** Full message name → its fields by name. */
const known = new Map<string, ReadonlyMap<string, Message<typeof fieldTable>>>()
let methods: readonly string[] = []

beforeAll(() => {
  const found = decode(file, descriptorBytes())
  for (const message of found.messages ?? []) collect('tfplugin6', message)
  methods = found.services?.[0]?.methods?.map(({ name = '' }) => name) ?? []
})

function collect(prefix: string, message: Descriptor): void {
  const name = `${prefix}.${message.name}`
  known.set(name, new Map(message.fields?.map((field) => [field.name ?? '', field])))
  for (const nested of message.nested ?? []) collect(name, nested)
}

/** The descriptor lies in the binary as plain bytes, beginning with its own file name; its end is where its fields stop making sense. */
function descriptorBytes(): Uint8Array {
  const binary = readFileSync(execFileSync('which', ['terraform'], { encoding: 'utf8' }).trim())
  const head = Buffer.concat([
    Buffer.from([0x0a, 15]),
    Buffer.from('tfplugin6.proto'),
    Buffer.from([0x12, 9]),
    Buffer.from('tfplugin6'),
  ])
  const start = binary.indexOf(head)
  expect(start).toBeGreaterThan(0)
  let end = start
  for (;;) {
    const next = endOfField(binary, end)
    if (next === undefined) return binary.subarray(start, end)
    end = next
  }
}

/** Top-level fields of a file descriptor are all chunks, numbered 1 to 12. */
function endOfField(binary: Buffer, at: number): number | undefined {
  const tag = binary[at] ?? 0
  if ((tag & 7) !== 2 || tag >> 3 < 1 || tag >> 3 > 12) return undefined
  let length = 0
  let index = at + 1
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = binary[index++] ?? 0
    length += (byte & 0x7f) << shift
    if (byte < 0x80) break
  }
  return index + length
}

/** Protobuf's own type numbers for the kinds we have. */
const types: Readonly<Record<string, readonly number[]>> = {
  text: [9],
  bytes: [12],
  bool: [8],
  int: [3, 5, 14],
  message: [11],
  messages: [11],
  map: [11],
}

function compare(name: string, table: Table, seen = new Set<string>()): void {
  if (seen.has(name) || name.startsWith('google.')) return
  seen.add(name)
  const fields = known.get(name)
  expect([name, fields !== undefined]).toEqual([name, true])
  for (const [camel, field] of Object.entries(table)) {
    const theirs = [...(fields ?? [])].find(
      ([each]) => each.toLowerCase() === camel.replace(/[A-Z]/g, (l) => `_${l}`).toLowerCase(),
    )?.[1]
    const where = `${name}.${camel}`
    expect([where, theirs?.number]).toEqual([where, field.id])
    expect(types[field.kind]).toContain(theirs?.type)
    expect([where, theirs?.label === 3]).toEqual([
      where,
      field.kind === 'messages' || field.kind === 'map',
    ])
    if (!('of' in field)) continue
    const inside = String(theirs?.typeName).slice(1)
    const value =
      field.kind === 'map' ? String(known.get(inside)?.get('value')?.typeName).slice(1) : inside
    compare(value, field.of(), seen)
  }
}

describe('field numbers, types and labels are those of the terraform on this machine', () => {
  const newer = ['GetResourceIdentitySchemas']
  const names = Object.keys(messages.calls).filter(
    (name) => !newer.includes(name),
  ) as messages.CallName[]

  test.each(names)('%s', (name) => {
    compare(`tfplugin6.${name}.Request`, messages.calls[name].request)
    compare(`tfplugin6.${name}.Response`, messages.calls[name].response)
  })

  test('every method of the service has a table', () => {
    expect(methods.length).toBeGreaterThan(15)
    expect(methods.filter((name) => !Object.hasOwn(messages.calls, name))).toEqual([])
  })
})
