/** A PatchOp body → operations on declared attributes with values of their type (RFC 7644 §3.5.2). Nothing is changed here. */
import type { Context } from '../dialects/dialect.js'
import { tolerating, type Tolerance } from '../dialects/tolerance.js'
import { invalidPath, invalidSyntax, invalidValue, mutability, noTarget } from '../errors.js'
import { isList, isObject, type Json, type JsonObject, kindOf, memberNamed } from '../json.js'
import { schemasIn } from '../resource/resource.js'
import { parseElement, parseValue } from '../resource/values.js'
import { type Attribute, subAttributeOf } from '../schemas/attribute.js'
import type { Extension, ResourceType } from '../schemas/resource-type.js'
import { urns } from '../urns.js'
import type { Operation, Target, WireOperation } from './operation.js'
import { parseTarget, targetOf } from './target.js'

/** Okta and Entra send a handful; the body limit of the HTTP server is the real one. */
const mostOperations = 1000

interface Reading extends Context {
  readonly tolerance: Tolerance
}

type Op = Operation['op']
const isOp = (op: string): op is Op => op === 'add' || op === 'replace' || op === 'remove'

function parseWireOperation(json: Json, index: number): WireOperation {
  const where = `Operations[${index}]`
  if (!isObject(json)) throw invalidSyntax(`${where} must be an object, got ${kindOf(json)}`)
  const op = memberNamed(json, 'op')
  const path = memberNamed(json, 'path') ?? undefined
  const value = memberNamed(json, 'value')
  if (typeof op !== 'string') throw invalidSyntax(`${where}.op must be add, replace or remove`)
  if (path !== undefined && typeof path !== 'string') {
    throw invalidPath(`${where}.path must be a string, got ${kindOf(path)}`)
  }
  // Some clients send the path of a pathless operation as "".
  if (path === undefined || path === '') return value === undefined ? { op } : { op, value }
  return value === undefined ? { op, path } : { op, path, value }
}

// RFC 7644 §3.5.2: what may not be modified. A password may be sent, and is forgotten (see `forgets`).
function checkMutable({ path, attribute, sub, filter }: Target): void {
  const part = sub ?? attribute
  const isFixed = attribute?.mutability === 'readOnly' || part?.mutability === 'readOnly'
  const isImmutable = sub?.mutability === 'immutable' && attribute?.multiValued === true
  if (isFixed || isImmutable) throw mutability(`${path} cannot be changed`)
  if (filter && !attribute?.multiValued) throw invalidPath(`${path}: only lists can be filtered`)
}

const forgets = (operation: Operation): boolean => operation.target.attribute?.name === 'password'

function removal(target: Target, value: Json | undefined, { tolerance }: Reading): Operation {
  const { attribute, sub, filter, path } = target
  if (value === undefined || !attribute || filter || sub) {
    return { op: 'remove', target, value: undefined }
  }
  // A list would be emptied by a client that named, in whatever way, some of its elements.
  if (attribute.multiValued) {
    throw invalidValue(
      `remove ${path} takes no value: filter the path, as in ${path}[value eq "…"]`,
    )
  }
  const isIdentified = subAttributeOf(attribute, 'value') !== undefined
  const named = isIdentified ? parseValue(attribute, value, path, tolerance) : undefined
  return { op: 'remove', target, value: named }
}

function assignedValue(target: Target, json: Json, { tolerance }: Reading): Json | undefined {
  const { attribute, sub, filter, path } = target
  if (sub) return parseValue(sub, json, path, tolerance)
  if (filter && attribute) return parseElement(attribute, json, path, tolerance)
  return attribute && parseValue(attribute, json, path, tolerance)
}

function assignment(
  op: 'add' | 'replace',
  target: Target,
  json: Json,
  reading: Reading,
): Operation {
  // RFC 7643 §4.2: a member's value is immutable. Members come and go, they are not edited.
  const identity = target.attribute && subAttributeOf(target.attribute, 'value')
  if (target.filter && identity?.mutability === 'immutable') {
    throw mutability(`${target.path}: add or remove whole values`)
  }
  const value = assignedValue(target, json, reading)
  const part = target.sub ?? target.attribute
  if (value === undefined && part?.required && op === 'replace') {
    throw invalidValue(`${target.path} is required`)
  }
  // RFC 7644 §3.5.2.1: what an add does not find, it adds.
  const createsMissing =
    target.filter !== undefined && (op === 'add' || reading.tolerance.createsMissing(target))
  return { op, target, value, createsMissing }
}

/** Each attribute of an object, as an operation of its own. Unknown ones are ignored, as in a POST. */
function assignments(
  op: 'add' | 'replace',
  sent: JsonObject,
  find: (name: string) => Attribute | undefined,
  extension: string | undefined,
  reading: Reading,
): Operation[] {
  return Object.entries(sent).flatMap(([key, json]) => {
    const attribute = find(key)
    if (!attribute) return []
    const target = targetOf(attribute, extension)
    checkMutable(target)
    return [assignment(op, target, json, reading)]
  })
}

function ofExtension(
  op: 'add' | 'replace',
  { schema, attributes }: Extension,
  json: Json,
  reading: Reading,
): Operation[] {
  if (!isObject(json)) throw invalidValue(`${schema.id} must be an object, got ${kindOf(json)}`)
  return assignments(op, json, (name) => attributes.get(name.toLowerCase()), schema.id, reading)
}

function pathless(op: Op, value: Json | undefined, reading: Reading): Operation[] {
  // RFC 7644 §3.5.2.2.
  if (op === 'remove') throw noTarget('remove needs a path')
  if (!isObject(value)) {
    throw invalidValue(`without a path, value must be an object, got ${kindOf(value ?? null)}`)
  }
  const { type } = reading
  const entries = Object.entries(value)
  const extensionAt = (key: string) => type.extensions.get(key.toLowerCase())
  const own = Object.fromEntries(entries.filter(([key]) => !extensionAt(key)))
  const find = (name: string) => type.attributes.get(name.toLowerCase())
  const ofOthers = entries.flatMap(([key, json]) => {
    const extension = extensionAt(key)
    return extension ? ofExtension(op, extension, json, reading) : []
  })
  return [...assignments(op, own, find, undefined, reading), ...ofOthers]
}

function parseOperation({ op, path, value }: WireOperation, reading: Reading): Operation[] {
  if (!isOp(op)) throw invalidSyntax('op must be add, replace or remove')
  if (path === undefined) return pathless(op, value, reading)
  const target = parseTarget(path, reading.type, reading.tolerance)
  checkMutable(target)
  if (op === 'remove') return [removal(target, value, reading)]
  if (value === undefined) throw invalidValue(`${op} ${path} needs a value`)
  const extension = reading.type.extensions.get(target.extension?.toLowerCase() ?? '')
  const isWhole = target.attribute === undefined && extension !== undefined
  return isWhole
    ? ofExtension(op, extension, value, reading)
    : [assignment(op, target, value, reading)]
}

function wireOperations(body: unknown, tolerance: Tolerance): WireOperation[] {
  if (!isObject(body)) throw invalidSyntax(`a PatchOp must be an object, got ${kindOf(body)}`)
  schemasIn(body, urns.patchOp, tolerance)
  const operations = memberNamed(body, 'Operations')
  if (!isList(operations) || operations.length === 0) {
    throw invalidSyntax('Operations must be an array with at least one operation')
  }
  if (operations.length > mostOperations) {
    throw invalidSyntax(`${operations.length} operations; at most ${mostOperations} are read`)
  }
  return operations.map(parseWireOperation)
}

/** What the dialects make of a body: strict RFC 7644 operations, for the log and for tests. */
export const normaliseOperations = (
  body: unknown,
  context: Context,
  tolerance: Tolerance = tolerating(),
): readonly WireOperation[] => tolerance.operations(wireOperations(body, tolerance), context)

/** The body of a PATCH → operations in order, all of them good or none. */
export function parsePatch(
  body: unknown,
  context: { readonly type: ResourceType; readonly id?: string | undefined },
  tolerance: Tolerance = tolerating(),
): readonly Operation[] {
  const reading: Reading = { type: context.type, id: context.id, tolerance }
  return normaliseOperations(body, reading, tolerance)
    .flatMap((operation) => parseOperation(operation, reading))
    .filter((operation) => !forgets(operation))
}
