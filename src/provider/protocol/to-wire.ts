/** Framework values, paths, diagnostics → messages; the twin is from-wire.ts. */
import { Encoder, ExtData } from '@msgpack/msgpack'
import {
  isUnknown,
  type Attributes,
  type Diagnostic,
  type Path,
  type Type,
} from '../framework/index.js'
import { fieldsIn, snakeCase, type Values } from '../framework/serving.js'
import type { DynamicValue } from './from-wire.js'
import { severity, type attributePath, type diagnostic } from './messages.js'
import { numberToWire, type Spellings } from './numbers.js'
import type { Message } from './protobuf.js'

/** One for all: each brings a buffer of two kilobytes, and what it gives is a copy. */
const encoder = new Encoder()

const unknown = new ExtData(0, new Uint8Array(1))

export function valuesToWire(
  attributes: Attributes,
  values: Values | null,
  spellings: Spellings,
): DynamicValue {
  return valueToWire({ kind: 'object', attributes }, values, spellings)
}

export function valueToWire(type: Type, value: unknown, spellings: Spellings): DynamicValue {
  return { msgpack: encoder.encode(pack(type, value, spellings)) }
}

function pack(type: Type, value: unknown, spellings: Spellings): unknown {
  if (value === null || value === undefined) return null
  if (isUnknown(value)) return unknown
  switch (type.kind) {
    case 'object':
      return packFields(type.attributes, value as Values, spellings)
    case 'map':
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, pack(type.element.type, each, spellings)]),
      )
    case 'list':
    case 'set':
      return (value as readonly unknown[]).map((each) => pack(type.element.type, each, spellings))
    case 'int64':
    case 'number':
      return numberToWire(value as number | bigint, spellings)
    default:
      return value
  }
}

function packFields(attributes: Attributes, values: Values, spellings: Spellings): Values {
  const packed: Record<string, unknown> = {}
  for (const { name, wireName, attribute } of fieldsIn(attributes))
    packed[wireName] = pack(attribute.type, values[name], spellings)
  return packed
}

export function diagnosticsToWire(
  attributes: Attributes,
  found: readonly Diagnostic[],
): Message<typeof diagnostic>[] {
  return found.map(({ path, severity: how, summary, detail }) => ({
    severity: severity[how],
    summary,
    detail,
    ...pointerTo(attributes, path),
  }))
}

/**
 * Where Terraform finds the line to show. Inside an attribute it follows one key of what was written there, and no attribute of
 * a nested object: with such a step, or with a further one, it would show the resource's first line.
 */
function pointerTo(
  attributes: Attributes,
  path: Path,
): { readonly attribute?: Message<typeof attributePath> } {
  const [first, second] = pathToWire(attributes, path).steps ?? []
  // A path that leads nowhere would hide the line of the resource, too.
  if (first === undefined) return {}
  if (second === undefined) return { attribute: { steps: [first] } }
  const { attributeName } = second
  const key = attributeName === undefined ? second : { elementKeyString: attributeName }
  return { attribute: { steps: [first, key] } }
}

/** As far as the schema goes along: a step into a set would need the whole element, so the path ends at the set. */
export function pathToWire(attributes: Attributes, path: Path): Message<typeof attributePath> {
  const steps: NonNullable<Message<typeof attributePath>['steps']>[number][] = []
  let type: Type | undefined = { kind: 'object', attributes }
  for (const step of path) {
    const next = stepToWire(type, step)
    if (next === undefined) break
    steps.push(next.step)
    type = next.type
  }
  return { steps }
}

function stepToWire(type: Type, step: string | number) {
  if (type.kind === 'object') {
    const attribute = type.attributes[String(step)]
    return attribute && { step: { attributeName: snakeCase(String(step)) }, type: attribute.type }
  }
  if (type.kind === 'list')
    return { step: { elementKeyInt: Number(step) }, type: type.element.type }
  if (type.kind === 'map')
    return { step: { elementKeyString: String(step) }, type: type.element.type }
  return undefined
}
