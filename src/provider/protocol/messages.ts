/**
 * The messages of plugin protocol 6, as tables of field numbers: facts, in our own words. tables.test.ts holds them against
 * the descriptor inside the terraform binary. Only what a provider reads or writes is here; other fields are skipped.
 */
import {
  bool,
  bytes,
  int,
  many,
  one,
  text,
  type Message,
  type NestedField,
  type Table,
} from './protobuf.js'

export const dynamicValue = { msgpack: bytes(1), json: bytes(2) }

const step = { attributeName: text(1), elementKeyString: text(2), elementKeyInt: int(3) }
export const attributePath = { steps: many(1, () => step) }

export const severity = { error: 1, warning: 2 }
export const diagnostic = {
  severity: int(1),
  summary: text(2),
  detail: text(3),
  attribute: one(4, () => attributePath),
}

export const markdown = 1

/** An attribute holds attributes, so its type is written out: inference would chase its own tail. */
export interface AttributeMessage {
  readonly name: string
  readonly type?: Uint8Array
  readonly description?: string
  readonly required?: boolean
  readonly optional?: boolean
  readonly computed?: boolean
  readonly sensitive?: boolean
  readonly descriptionKind?: number
  readonly deprecated?: boolean
  readonly nestedType?: {
    readonly attributes: readonly AttributeMessage[]
    readonly nesting: number
  }
  readonly writeOnly?: boolean
}

export const nesting = { object: 1, list: 2, set: 3, map: 4 }
const nestedType: Table = {
  attributes: many(1, () => attribute),
  nesting: int(3),
}
const attribute: Table = {
  name: text(1),
  type: bytes(2),
  description: text(3),
  required: bool(4),
  optional: bool(5),
  computed: bool(6),
  sensitive: bool(7),
  descriptionKind: int(8),
  deprecated: bool(9),
  nestedType: one(10, () => nestedType),
  writeOnly: bool(11),
}
const nestedAttributes: NestedField<readonly AttributeMessage[]> = {
  id: 2,
  kind: 'messages',
  of: () => attribute,
}
const block = {
  version: int(1),
  attributes: nestedAttributes,
  description: text(4),
  descriptionKind: int(5),
  deprecated: bool(6),
}
export const schema = { version: int(1), block: one(2, () => block) }

const parameter = {
  name: text(1),
  type: bytes(2),
  allowNullValue: bool(3),
  allowUnknownValues: bool(4),
  description: text(5),
  descriptionKind: int(6),
}
const returned = { type: bytes(1) }
export const functionSignature = {
  parameters: many(1, () => parameter),
  variadicParameter: one(2, () => parameter),
  return: one(3, () => returned),
  summary: text(4),
  description: text(5),
  descriptionKind: int(6),
  deprecationMessage: text(7),
}

export const serverCapabilities = {
  planDestroy: bool(1),
  getProviderSchemaOptional: bool(2),
  moveResourceState: bool(3),
}
export const clientCapabilities = { deferralAllowed: bool(1), writeOnlyAttributesAllowed: bool(2) }
export type ClientCapabilities = Message<typeof clientCapabilities>

export const deferral = { resourceConfigUnknown: 1, providerConfigUnknown: 2 }
export const deferred = { reason: int(1) }
export const rawState = { json: bytes(1) }
export const timestamp = { seconds: int(1), nanos: int(2) }
export const typeName = { typeName: text(1) }
export const functionName = { name: text(1) }
export const functionError = { text: text(1), functionArgument: int(2) }
export const imported = { typeName: text(1), state: one(2, () => dynamicValue), private: bytes(3) }
