/**
 * Protocol buffers, as much as a plugin speaks: messages described by tables, encoded and decoded by one pair of functions.
 * Bytes come from outside: whatever they hold, decoding ends in a value or a WireError, in time linear to their length.
 */
import { Reader, WireError, Writer } from './bytes.js'

type ScalarKind = 'text' | 'bytes' | 'bool' | 'int'

/** `value` is never there: it carries the JavaScript type of the field. */
export interface ScalarField<V> {
  readonly id: number
  readonly kind: ScalarKind
  readonly value?: V
}

export interface NestedField<V> {
  readonly id: number
  readonly kind: 'message' | 'messages' | 'map'
  /** A function, for messages that hold each other. */
  readonly of: () => Table
  readonly value?: V
}

export type Field = ScalarField<unknown> | NestedField<unknown>

export type Table = Readonly<Record<string, Field>>

export type Message<T extends Table> = {
  readonly [K in keyof T]?: T[K] extends { readonly value?: infer V } ? V : never
}

export const text = (id: number): ScalarField<string> => ({ id, kind: 'text' })
export const bytes = (id: number): ScalarField<Uint8Array> => ({ id, kind: 'bytes' })
export const bool = (id: number): ScalarField<boolean> => ({ id, kind: 'bool' })
/** int32, int64 and enumerations: the same varint. */
export const int = (id: number): ScalarField<number> => ({ id, kind: 'int' })

export function one<T extends Table>(id: number, of: () => T): NestedField<Message<T>> {
  return { id, kind: 'message', of }
}

export function many<T extends Table>(id: number, of: () => T): NestedField<readonly Message<T>[]> {
  return { id, kind: 'messages', of }
}

/** map<string, Message> */
export function mapOf<T extends Table>(
  id: number,
  of: () => T,
): NestedField<Readonly<Record<string, Message<T>>>> {
  return { id, kind: 'map', of }
}

/** Undefined fields are left out; everything else is written, zero too: in a oneof, zero is a choice. */
export function encode<T extends Table>(table: T, message: Message<T>): Uint8Array {
  const writer = new Writer()
  for (const [name, field] of Object.entries(table)) {
    const value: unknown = message[name]
    if (value !== undefined) writeField(writer, field, value)
  }
  return writer.finish()
}

function writeField(writer: Writer, field: Field, value: unknown): void {
  switch (field.kind) {
    case 'text':
      return writer.chunk(field.id, Buffer.from(value as string, 'utf8'))
    case 'bytes':
      return writer.chunk(field.id, value as Uint8Array)
    case 'bool':
    case 'int':
      return writer.varint(field.id, Number(value))
    case 'map':
      return writeMap(writer, field.id, field.of(), value as Record<string, object>)
    case 'message':
      return writer.chunk(field.id, encode(field.of(), value as object))
    case 'messages':
      for (const each of value as readonly object[])
        writer.chunk(field.id, encode(field.of(), each))
  }
}

/** On the wire a map is a list of entries: key in field 1, value in field 2. */
function writeMap(
  writer: Writer,
  id: number,
  of: Table,
  entries: Record<string, Message<Table>>,
): void {
  for (const [key, value] of Object.entries(entries))
    writer.chunk(id, encode(entryTable(of), { key, value }))
}

function entryTable(of: Table) {
  return { key: text(1), value: one(2, () => of) } satisfies Table
}

/** Deeper than any real message; a request that nests further is an attack on the stack. */
const deepest = 64

interface NamedField {
  readonly name: string
  readonly field: Field
}

const indexes = new WeakMap<Table, ReadonlyMap<number, NamedField>>()

/** The table by field number, made once. */
function indexOf(table: Table): ReadonlyMap<number, NamedField> {
  const known = indexes.get(table)
  if (known !== undefined) return known
  const index = new Map(
    Object.entries(table).map(([name, field]) => [field.id, { name, field }] as const),
  )
  indexes.set(table, index)
  return index
}

/** Fields the table does not know are skipped: newer callers say more than we need. */
export function decode<T extends Table>(table: T, input: Uint8Array, depth = 0): Message<T> {
  if (depth > deepest) throw new WireError('messages are nested too deeply')
  const byId = indexOf(table)
  const message: Record<string, unknown> = {}
  const reader = new Reader(input)
  while (!reader.isAtEnd) {
    const { id, wire } = reader.tag()
    const known = byId.get(id)
    if (known === undefined) reader.skip(wire)
    else readField(reader, wire, known.field, { message, name: known.name, depth })
  }
  return message as Message<T>
}

interface Target {
  readonly message: Record<string, unknown>
  readonly name: string
  readonly depth: number
}

function readField(reader: Reader, wire: number, field: Field, target: Target): void {
  const { message, name, depth } = target
  const isVarint = field.kind === 'bool' || field.kind === 'int'
  if (wire !== (isVarint ? 0 : 2)) throw new WireError(`${name} has wire type ${wire}`)
  switch (field.kind) {
    case 'bool':
      return void (message[name] = reader.varint() !== 0)
    case 'int':
      return void (message[name] = reader.varint())
    case 'text':
      return void (message[name] = decodeText(reader.chunk(), name))
    case 'bytes':
      return void (message[name] = reader.chunk())
    case 'message':
      return void (message[name] = decode(field.of(), reader.chunk(), depth + 1))
    case 'messages':
      return void ((message[name] ??= []) as unknown[]).push(
        decode(field.of(), reader.chunk(), depth + 1),
      )
    case 'map':
      return readEntry(reader.chunk(), field.of(), target)
  }
}

function readEntry(entry: Uint8Array, of: Table, { message, name, depth }: Target): void {
  const { key = '', value = {} } = decode(entryTable(of), entry, depth + 1)
  // No prototype: a key called __proto__ must stay a key.
  const entries = (message[name] ??= Object.create(null)) as Record<string, unknown>
  entries[key] = value
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeText(chunk: Uint8Array, name: string): string {
  try {
    return utf8.decode(chunk)
  } catch {
    throw new WireError(`${name} is not UTF-8`)
  }
}
