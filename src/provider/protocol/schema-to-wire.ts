/** Schemas and signatures → messages. Everything Terraform learns about a provider's shape is said here. */
import type { Attribute, Attributes, ProviderFunction } from '../framework/index.js'
import { snakeCase, terraformType } from '../framework/serving.js'
import {
  markdown,
  nesting,
  type AttributeMessage,
  type functionSignature,
  type schema,
} from './messages.js'
import type { Message } from './protobuf.js'

export interface Block {
  readonly attributes: Attributes
  readonly description?: string | undefined
  readonly deprecated?: string | undefined
  readonly version?: number | undefined
}

export function schemaToWire({
  attributes,
  description = '',
  deprecated,
  version = 0,
}: Block): Message<typeof schema> {
  const block = {
    attributes: attributesToWire(attributes),
    description,
    descriptionKind: markdown,
    deprecated: deprecated !== undefined,
  }
  return { version, block }
}

function attributesToWire(attributes: Attributes): AttributeMessage[] {
  return Object.entries(attributes).map(([name, attribute]) => ({
    name: snakeCase(name),
    ...typeToWire(attribute),
    ...flagsToWire(attribute),
  }))
}

function flagsToWire({ options }: Attribute): Omit<AttributeMessage, 'name'> {
  return {
    description: options.description ?? '',
    descriptionKind: markdown,
    required: options.required === true,
    optional: options.optional === true,
    computed: options.computed === true || options.default !== undefined,
    sensitive: options.sensitive === true,
    deprecated: options.deprecated !== undefined,
    writeOnly: options.writeOnly === true,
  }
}

/** Objects go as nested attributes, so that their own flags reach Terraform; everything else as a plain type. */
function typeToWire({ type }: Attribute): Pick<AttributeMessage, 'type' | 'nestedType'> {
  if (type.kind === 'object') return nested(type.attributes, nesting.object)
  if (type.kind === 'list' || type.kind === 'set' || type.kind === 'map') {
    const inner = type.element.type
    if (inner.kind === 'object') return nested(inner.attributes, nesting[type.kind])
  }
  return { type: typeBytes(type) }
}

function nested(attributes: Attributes, mode: number): Pick<AttributeMessage, 'nestedType'> {
  return { nestedType: { attributes: attributesToWire(attributes), nesting: mode } }
}

function typeBytes(type: Attribute['type']): Uint8Array {
  return Buffer.from(JSON.stringify(terraformType(type)))
}

export function functionToWire(definition: ProviderFunction): Message<typeof functionSignature> {
  const { parameters, variadic, returns, summary, description, deprecated } = definition
  return {
    parameters: Object.entries(parameters).map(([name, each]) => parameterToWire(name, each)),
    ...(variadic === undefined ? {} : { variadicParameter: parameterToWire('rest', variadic) }),
    return: { type: typeBytes(returns.type) },
    summary,
    description,
    descriptionKind: markdown,
    deprecationMessage: deprecated ?? '',
  }
}

function parameterToWire(name: string, { type, options }: Attribute) {
  return {
    name: snakeCase(name),
    type: typeBytes(type),
    allowNullValue: options.nullable === true,
    allowUnknownValues: false,
    description: options.description ?? '',
    descriptionKind: markdown,
  }
}
