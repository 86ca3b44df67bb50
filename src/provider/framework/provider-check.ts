/** What can be wrong with a provider as a whole: names that clash, and its own schema. */
import type { Attribute, Attributes } from './attribute.js'
import { camelCase, snakeCase } from './names.js'
import type { ProviderFunction } from './function.js'
import { checkSchemaOf, faultsOf, refuse, type SchemaOwner } from './schema-check.js'

interface ProviderLike {
  readonly name: string
  readonly attributes: Attributes
  readonly resources?: readonly SchemaOwner[]
  readonly dataSources?: readonly SchemaOwner[]
  readonly ephemeralResources?: readonly SchemaOwner[]
  readonly functions?: readonly ProviderFunction[]
}

export function checkProvider(provider: ProviderLike): void {
  const { resources = [], dataSources = [], ephemeralResources = [], functions = [] } = provider
  for (const resource of resources) checkSchemaOf('resource', resource)
  for (const dataSource of dataSources) checkSchemaOf('data source', dataSource)
  for (const ephemeral of ephemeralResources) checkSchemaOf('ephemeral resource', ephemeral)
  refuse(`provider ${provider.name}`, [
    ...(/^[a-z][a-z0-9-]*$/.test(provider.name)
      ? []
      : ['name must be lower-case letters, digits and hyphens']),
    ...faultsOf('provider', provider.attributes),
    ...[resources, dataSources, ephemeralResources].flatMap((group) =>
      twice(group.map(({ typeName }) => typeName)),
    ),
    ...twice(functions.map(({ name }) => name)),
    ...functions.flatMap(functionFaults),
  ])
}

function twice(names: readonly string[]): string[] {
  const repeated = names.filter((name, index) => names.indexOf(name) !== index)
  return repeated.map((name) => `${name} is defined twice`)
}

function functionFaults({ name, parameters, variadic }: ProviderFunction): string[] {
  const names = [name, ...Object.keys(parameters)]
  const misnamed = names.filter(
    (each) => !/^[a-z][a-zA-Z0-9]*$/.test(each) || camelCase(snakeCase(each)) !== each,
  )
  const all: Attribute[] = [
    ...Object.values(parameters),
    ...(variadic === undefined ? [] : [variadic]),
  ]
  const settable = all.some(({ options: o }) => o.required ?? o.optional ?? o.computed)
  return [
    ...misnamed.map((each) => `function ${name}: ${each} must be named in camelCase`),
    ...(settable
      ? [`function ${name}: a parameter is neither required, optional nor computed, only nullable`]
      : []),
  ]
}
