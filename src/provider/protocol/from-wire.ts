/** DynamicValue → framework values, by the schema; the twin is to-wire.ts. Here snake_case and msgpack end. */
import { Decoder, ExtensionCodec } from '@msgpack/msgpack'
import { UNKNOWN, isUnknown, type Attributes, type Type } from '../framework/index.js'
import { fieldsIn, type Values } from '../framework/serving.js'
import { WireError } from './bytes.js'
import type { dynamicValue } from './messages.js'
import { numberFromWire, type Spellings } from './numbers.js'
import type { Message } from './protobuf.js'

export type DynamicValue = Message<typeof dynamicValue>

/** 0: unknown. 12: unknown, but something about it is known ("not null", a prefix); to us it is unknown all the same. */
const unknownTypes = [0, 12]

const extensions = new ExtensionCodec()
for (const type of unknownTypes)
  extensions.register({ type, encode: () => null, decode: () => UNKNOWN })

/** Null when there is no object: before creation, after destruction. */
export function valuesFromWire(
  attributes: Attributes,
  wire: DynamicValue | undefined,
  spellings: Spellings,
): Values | null {
  const value = valueFromWire({ kind: 'object', attributes }, wire, spellings)
  if (isUnknown(value)) throw new WireError('an object is unknown as a whole')
  return value as Values | null
}

export function valueFromWire(
  type: Type,
  wire: DynamicValue | undefined,
  spellings: Spellings,
): unknown {
  return new Conversion(spellings).value(type, unpack(wire), '')
}

/** State as it lies in the state file, parsed: snake_case names. What the schema no longer knows is dropped. */
export function valuesFromStored(
  attributes: Attributes,
  stored: Values,
  spellings: Spellings,
): Values {
  return new Conversion(spellings).value({ kind: 'object', attributes }, stored, '') as Values
}

export function rawStateFromJson(json: Uint8Array | undefined): Values {
  const parsed = json === undefined ? undefined : parseJson(json)
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
    return parsed as Values
  throw new WireError(
    'the stored state is no JSON object; state of Terraform before 0.12 (a flat map) cannot be read',
  )
}

/** Whether Terraform says "nothing", which takes no decoding. */
export const isNull = ({ msgpack, json }: DynamicValue = {}): boolean =>
  msgpack?.length ? msgpack[0] === 0xc0 : !json?.length || parseJson(json) === null

function unpack({ msgpack, json }: DynamicValue = {}): unknown {
  if (msgpack !== undefined && msgpack.length > 0) return unpackMsgpack(msgpack)
  return json !== undefined && json.length > 0 ? parseJson(json) : null
}

/** By the power of two that bounds a message's length: making a decoder takes longer than decoding most of what comes. */
const decoders = new Map<number, Decoder>()

function unpackMsgpack(bytes: Uint8Array): unknown {
  const bound = 2 ** Math.ceil(Math.log2(bytes.length))
  let decoder = decoders.get(bound)
  if (decoder === undefined) decoders.set(bound, (decoder = makeDecoder(bound)))
  try {
    return decoder.decode(bytes)
  } catch (fault) {
    // One that stopped midway may remember it.
    decoders.delete(bound)
    throw new WireError(
      `a value is not valid msgpack: ${fault instanceof Error ? fault.message : String(fault)}`,
    )
  }
}

/** Each element takes a byte at least; a header that claims more must not make us allocate for it. */
function makeDecoder(bound: number): Decoder {
  const limit = { maxArrayLength: bound, maxMapLength: bound }
  return new Decoder({ extensionCodec: extensions, useBigInt64: true, ...limit })
}

/** JSON.parse would round long numbers; they become strings, which every number may come as. */
function parseJson(json: Uint8Array): unknown {
  const text = Buffer.from(json).toString('utf8')
  if (!/[\d.]{16}/.test(text)) return JSON.parse(text)
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
  return JSON.parse(
    text.replace(token, (found) =>
      found.startsWith('"') || String(Number(found)) === found ? found : `"${found}"`,
    ),
  )
}

class Conversion {
  constructor(private readonly spellings: Spellings) {}

  value(type: Type, raw: unknown, at: string): unknown {
    if (raw === null || raw === undefined) return null
    if (isUnknown(raw)) return UNKNOWN
    switch (type.kind) {
      case 'object':
        return this.fields(type.attributes, entriesOf(raw, at), at)
      case 'map':
        return this.entries(type.element.type, entriesOf(raw, at), at)
      case 'list':
      case 'set':
        return elementsOf(raw, at).map((each) => this.value(type.element.type, each, `${at}[]`))
      case 'string':
        return typeof raw === 'string' ? raw : misfit(at, 'a string', raw)
      case 'bool':
        return typeof raw === 'boolean' ? raw : misfit(at, 'a bool', raw)
      default:
        return this.number(raw, at)
    }
  }

  private number(raw: unknown, at: string): number | bigint {
    if (typeof raw === 'number' || typeof raw === 'bigint' || typeof raw === 'string')
      return numberFromWire(raw, this.spellings)
    return misfit(at, 'a number', raw)
  }

  private fields(attributes: Attributes, raw: Values, at: string): Values {
    const values: Record<string, unknown> = {}
    for (const { name, wireName, attribute } of fieldsIn(attributes)) {
      const field = Object.hasOwn(raw, wireName) ? raw[wireName] : null
      values[name] = this.value(attribute.type, field, `${at}.${wireName}`)
    }
    return values
  }

  private entries(element: Type, raw: Values, at: string): Values {
    return Object.fromEntries(
      Object.entries(raw).map(([key, each]) => [key, this.value(element, each, `${at}{}`)]),
    )
  }
}

function entriesOf(raw: unknown, at: string): Values {
  const isObject =
    typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !ArrayBuffer.isView(raw)
  return isObject ? (raw as Values) : misfit(at, 'an object', raw)
}

function elementsOf(raw: unknown, at: string): readonly unknown[] {
  return Array.isArray(raw) ? raw : misfit(at, 'a list', raw)
}

/** Names the kind of what came, never its content. */
function misfit(at: string, wanted: string, raw: unknown): never {
  throw new WireError(`${at.slice(1) || 'the value'} must be ${wanted}, but a ${typeof raw} came`)
}
