/** A provider as data, for whoever writes bindings or documentation: every name, type, flag and sentence, and no wire. */
import type { Attribute, Attributes, Type } from './attribute.js'
import { catalogOf } from './catalog.js'
import type { Provider } from './define.js'
import { snakeCase } from './names.js'
import { attributesOf, defaultTimeout } from './schema.js'
import { terraformType, type TerraformType } from './terraform-type.js'
import { isComputed } from './value.js'

export interface ProviderDescription {
  readonly name: string
  readonly version: string
  readonly description: string
  readonly attributes: readonly AttributeDescription[]
  readonly resources: readonly ResourceDescription[]
  readonly dataSources: readonly BlockDescription[]
  readonly ephemeralResources: readonly BlockDescription[]
  readonly functions: readonly FunctionDescription[]
}

export interface BlockDescription {
  /** The full type, as in a configuration: mortise_organization. */
  readonly type: string
  readonly description: string
  readonly deprecated?: string
  readonly attributes: readonly AttributeDescription[]
  /** Ephemeral resources: 1.10. Write-only attributes: 1.11. Left out where every Terraform will do. */
  readonly minimumTerraform?: string
}

export interface ResourceDescription extends BlockDescription {
  readonly version: number
  /** The forms of what `terraform import` takes: "organization/name"; none where nothing can be imported. */
  readonly importIds: readonly string[]
  readonly timeouts: Readonly<Record<string, string>>
}

export interface AttributeDescription {
  /** In a configuration. */
  readonly name: string
  /** In TypeScript. */
  readonly camelName: string
  readonly type: TerraformType
  readonly required: boolean
  readonly optional: boolean
  readonly computed: boolean
  readonly sensitive: boolean
  readonly writeOnly: boolean
  readonly requiresReplace: boolean
  readonly description: string
  readonly deprecated?: string
  readonly default?: unknown
  /** In words: `one of "saml", "oidc"`. */
  readonly rules: readonly string[]
  readonly nested?: {
    readonly nesting: 'object' | 'list' | 'set' | 'map'
    readonly attributes: readonly AttributeDescription[]
  }
  readonly minimumTerraform?: string
}

export interface FunctionDescription {
  readonly name: string
  readonly camelName: string
  readonly summary: string
  readonly description: string
  readonly deprecated?: string
  readonly parameters: readonly ParameterDescription[]
  readonly variadic?: ParameterDescription
  readonly returns: TerraformType
  readonly minimumTerraform: string
}

export interface ParameterDescription {
  readonly name: string
  readonly type: TerraformType
  readonly nullable: boolean
  readonly description: string
}

const since = { ephemeral: '1.10', writeOnly: '1.11', functions: '1.8' }

export function describeProvider(provider: Provider): ProviderDescription {
  const { resources, dataSources, ephemeralResources, functions } = catalogOf(provider)
  return {
    name: provider.name,
    version: provider.version,
    description: provider.description ?? '',
    attributes: describeAttributes(provider.attributes),
    resources: [...resources].map(([type, resource]) => describeResource(type, resource)),
    dataSources: [...dataSources].map(([type, source]) => describeBlock(type, source)),
    ephemeralResources: [...ephemeralResources].map(([type, each]) => ({
      ...describeBlock(type, each),
      minimumTerraform: since.ephemeral,
    })),
    functions: [...functions].map(([name, each]) => describeFunction(name, each)),
  }
}

type Definition = NonNullable<Provider['resources']>[number]
type FunctionOf = NonNullable<Provider['functions']>[number]

interface BlockLike {
  readonly description: string
  readonly deprecated?: string
  readonly attributes: Attributes
}

function describeBlock(
  type: string,
  { description, deprecated, attributes }: BlockLike,
): BlockDescription {
  const described = describeAttributes(attributes)
  return {
    type,
    description,
    ...(deprecated === undefined ? {} : { deprecated }),
    attributes: described,
    // A required write-only attribute puts the whole resource out of an older Terraform's reach; an optional one only itself.
    ...(described.some(({ writeOnly, required }) => writeOnly && required)
      ? { minimumTerraform: since.writeOnly }
      : {}),
  }
}

function describeResource(type: string, resource: Definition): ResourceDescription {
  const { version = 0, identifiedBy = [], timeouts = {} } = resource
  const importIds = resource.importedBy ?? [identifiedBy.map(snakeCase).join('/')].filter(Boolean)
  const verbs = [
    'create',
    'read',
    ...(resource.update === undefined ? [] : ['update']),
    'delete',
  ] as const
  const chosen: Readonly<Record<string, string | undefined>> = timeouts
  return {
    ...describeBlock(type, { ...resource, attributes: attributesOf(resource) }),
    version,
    importIds,
    timeouts: Object.fromEntries(verbs.map((verb) => [verb, chosen[verb] ?? defaultTimeout])),
  }
}

function describeAttributes(attributes: Attributes): AttributeDescription[] {
  return Object.entries(attributes).map(([name, attribute]) => describeAttribute(name, attribute))
}

function describeAttribute(camelName: string, attribute: Attribute): AttributeDescription {
  const { type, options } = attribute
  const nested = describeNested(type)
  return {
    name: snakeCase(camelName),
    camelName,
    type: terraformType(type),
    required: options.required === true,
    optional: options.optional === true,
    computed: isComputed(attribute),
    sensitive: options.sensitive === true,
    writeOnly: options.writeOnly === true,
    requiresReplace: options.requiresReplace !== undefined && options.requiresReplace !== false,
    description: options.description ?? '',
    ...(options.deprecated === undefined ? {} : { deprecated: options.deprecated }),
    ...(options.default === undefined ? {} : { default: options.default }),
    rules: rulesOf(attribute),
    ...(nested === undefined ? {} : { nested }),
    ...(options.writeOnly === true ? { minimumTerraform: since.writeOnly } : {}),
  }
}

/** An element's rules are its collection's: there is nowhere else to say them. */
function rulesOf({ type, options }: Attribute): string[] {
  const own = (options.validate ?? []).flatMap(({ rule }) => rule ?? [])
  const inner = 'element' in type ? rulesOf(type.element).map((rule) => `each ${rule}`) : []
  return [...own, ...inner]
}

function describeNested(type: Type): AttributeDescription['nested'] {
  if (type.kind === 'object')
    return { nesting: 'object', attributes: describeAttributes(type.attributes) }
  if (!('element' in type) || type.element.type.kind !== 'object') return undefined
  return { nesting: type.kind, attributes: describeAttributes(type.element.type.attributes) }
}

function describeFunction(name: string, definition: FunctionOf): FunctionDescription {
  const {
    name: camelName,
    summary,
    description,
    deprecated,
    parameters,
    variadic,
    returns,
  } = definition
  return {
    name,
    camelName,
    summary,
    description,
    ...(deprecated === undefined ? {} : { deprecated }),
    parameters: Object.entries(parameters).map(([each, attribute]) =>
      describeParameter(each, attribute),
    ),
    ...(variadic === undefined ? {} : { variadic: describeParameter('rest', variadic) }),
    returns: terraformType(returns.type),
    minimumTerraform: since.functions,
  }
}

function describeParameter(name: string, { type, options }: Attribute): ParameterDescription {
  return {
    name: snakeCase(name),
    type: terraformType(type),
    nullable: options.nullable === true,
    description: options.description ?? '',
  }
}
