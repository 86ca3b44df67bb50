/** Operations on a resource, all or none: the resource given is never touched, so a refusal changes nothing (RFC 7644 §3.5.2). */
import { invalidValue, mutability, noTarget } from '../errors.js'
import { satisfies } from '../filter/evaluate.js'
import {
  isList,
  isObject,
  type Json,
  type JsonList,
  type JsonObject,
  sameJson,
  valueIn,
  withValue,
} from '../json.js'
import { checkRequired, schemasOf } from '../resource/resource.js'
import { distinct } from '../resource/elements.js'
import { saysNothing } from '../resource/values.js'
import type { Attribute } from '../schemas/attribute.js'
import type { ResourceType } from '../schemas/resource-type.js'
import { addElements, withOnePrimary } from './elements.js'
import type { Operation } from './operation.js'

export interface PatchResult {
  /** The one given, if nothing changed. */
  readonly resource: JsonObject
  readonly changed: boolean
}

type Assignment = Exclude<Operation, { readonly op: 'remove' }>
type Value = Json | undefined

const listOf = (value: Value): JsonList => (isList(value) ? value : [])
const objectOf = (value: Value): JsonObject => (isObject(value) ? value : {})
const unlessEmpty = (object: JsonObject): Value =>
  Object.keys(object).length > 0 ? object : undefined
const elementsOrNone = (elements: JsonList): Value => (elements.length > 0 ? elements : undefined)

/** A change to one element; undefined: the element goes. */
type Change = (element: Json) => Value

/** Changed elements may have become the same as others: then they are one. */
function changeElements(
  attribute: Attribute,
  elements: JsonList,
  isMeant: (element: Json) => boolean,
  change: Change,
): Value {
  const fresh = new Set<Json>()
  const next = elements.flatMap((element) => {
    if (!isMeant(element)) return [element]
    const value = change(element)
    if (value === undefined) return []
    fresh.add(value)
    return [value]
  })
  const ranked = withOnePrimary(next, (element) => fresh.has(element), attribute.name)
  return elementsOrNone(distinct(attribute, ranked))
}

/** With one of its parts changed; without any, it is gone. */
const changePart =
  (name: string, value: Value): Change =>
  (element) =>
    unlessEmpty(withValue(objectOf(element), name, value))

const changeOf = ({ op, target, value }: Assignment): Change => {
  if (target.sub) return changePart(target.sub.name, value)
  // RFC 7644 §3.5.2.3: replaced by the value; §3.5.2.1: added to.
  return (element) => (op === 'add' ? { ...objectOf(element), ...objectOf(value) } : value)
}

/** The element a filter describes, with the value it was to be given. */
function missingElement({ target, value }: Assignment): Json {
  const { sub, template, path } = target
  if (template === undefined) throw noTarget(`${path} meets no value`)
  return sub ? { ...template, [sub.name]: value as Json } : { ...template, ...objectOf(value) }
}

function assignFiltered(attribute: Attribute, current: JsonList, operation: Assignment): Value {
  const { target, value, createsMissing } = operation
  const { filter, path } = target
  const isMeant = (element: Json): boolean => filter === undefined || satisfies(filter, element)
  if (current.some(isMeant)) {
    return changeElements(attribute, current, isMeant, changeOf(operation))
  }
  if (!createsMissing) throw noTarget(`${path} meets no value`)
  // Nothing is assigned to what does not exist.
  if (value === undefined) return elementsOrNone(current)
  return addElements(attribute, current, [missingElement(operation)], path)
}

/** `emails.value` without a filter: clear when there is one e-mail, a guess when there are several. */
function assignUnfilteredPart(
  attribute: Attribute,
  current: JsonList,
  operation: Assignment,
): Value {
  const { path } = operation.target
  const { length } = current
  if (length !== 1) throw noTarget(`${path}: say which of ${length} values is meant`)
  return changeElements(attribute, current, () => true, changeOf(operation))
}

function assignList(attribute: Attribute, current: Value, operation: Assignment): Value {
  const { op, target, value } = operation
  if (target.filter) return assignFiltered(attribute, listOf(current), operation)
  if (target.sub) return assignUnfilteredPart(attribute, listOf(current), operation)
  if (op === 'replace') return value
  return elementsOrNone(addElements(attribute, listOf(current), listOf(value), target.path))
}

function assign(attribute: Attribute, current: Value, operation: Assignment): Value {
  const { op, target, value } = operation
  // An add of nothing adds nothing; a replace with nothing unassigns (RFC 7643 §2.5).
  if (op === 'add' && value === undefined) return current
  if (attribute.multiValued) return assignList(attribute, current, operation)
  if (target.sub) return unlessEmpty(withValue(objectOf(current), target.sub.name, value))
  // RFC 7644 §3.5.2.1, §3.5.2.3: sub-attributes that are not mentioned stay.
  return isObject(value) ? { ...objectOf(current), ...value } : value
}

function removeFromList(attribute: Attribute, current: JsonList, { target }: Operation): Value {
  const { filter, sub } = target
  const isMeant = (element: Json): boolean => filter === undefined || satisfies(filter, element)
  // A filter that meets nothing: what was to be gone is gone. A client that tries again must not fail for ever.
  const change: Change = sub ? changePart(sub.name, undefined) : () => undefined
  return changeElements(attribute, current, isMeant, change)
}

function removeValue(attribute: Attribute, current: Value, operation: Operation): Value {
  const { target, value } = operation
  const { sub, path } = target
  if ((sub ?? attribute).required && !target.filter && !attribute.multiValued) {
    throw mutability(`${path} is required and cannot be removed`)
  }
  if (current === undefined) return undefined
  if (attribute.multiValued) return removeFromList(attribute, listOf(current), operation)
  if (sub) return unlessEmpty(withValue(objectOf(current), sub.name, undefined))
  const isAnother = isObject(value) && objectOf(current)['value'] !== value['value']
  return isAnother ? current : undefined
}

function applyTo(container: JsonObject, operation: Operation): JsonObject {
  const { attribute, path } = operation.target
  if (!attribute) throw invalidValue(`${path} is not an attribute`)
  const current = valueIn(container, attribute.name)
  const next =
    operation.op === 'remove'
      ? removeValue(attribute, current, operation)
      : assign(attribute, current, operation)
  return withValue(container, attribute.name, next)
}

function applyOperation(resource: JsonObject, operation: Operation): JsonObject {
  const { extension, attribute } = operation.target
  if (extension === undefined) return applyTo(resource, operation)
  if (!attribute) return withValue(resource, extension, undefined)
  const container = applyTo(objectOf(valueIn(resource, extension)), operation)
  return withValue(resource, extension, unlessEmpty(container))
}

/** In the end only: an operation may name an address `primary` before the next gives it a value. */
function withoutEmpty(resource: JsonObject, { op, target, value }: Operation): JsonObject {
  const { attribute, path } = target
  const elements = attribute?.multiValued ? valueIn(resource, attribute.name) : undefined
  if (!attribute || !isList(elements)) return resource
  const kept = elements.filter((one) => !isObject(one) || !saysNothing(Object.keys(one)))
  if (kept.length === elements.length) return resource
  if (op !== 'remove' && value !== undefined) throw noTarget(`${path}: there is no such value`)
  return withValue(resource, attribute.name, elementsOrNone(kept))
}

/** In order, each on what the one before left. Changes are compared in the end: there and back again is no change. */
export function applyPatch(
  resource: JsonObject,
  operations: readonly Operation[],
  type: ResourceType,
): PatchResult {
  const applied = operations.reduce(withoutEmpty, operations.reduce(applyOperation, resource))
  checkRequired(type, applied)
  const next = { ...applied, schemas: schemasOf(type, applied) }
  return sameJson(resource, next) ? { resource, changed: false } : { resource: next, changed: true }
}
