/** Everything a provider offers, by the full names Terraform uses. */
import type { DataSource } from './data-source.js'
import type { Provider } from './define.js'
import type { EphemeralResource } from './ephemeral-resource.js'
import type { ProviderFunction } from './function.js'
import { snakeCase } from './names.js'
import type { Resource } from './resource.js'

export interface Catalog {
  readonly resources: ReadonlyMap<string, Resource<unknown>>
  readonly dataSources: ReadonlyMap<string, DataSource<unknown>>
  readonly ephemeralResources: ReadonlyMap<string, EphemeralResource<unknown>>
  readonly functions: ReadonlyMap<string, ProviderFunction>
}

export function catalogOf(provider: Provider): Catalog {
  const prefix = provider.name.replaceAll('-', '_')
  const named = <T extends { readonly typeName: string }>(definitions: readonly T[] = []) =>
    new Map(definitions.map((each) => [`${prefix}_${each.typeName}`, each]))
  return {
    resources: named(provider.resources),
    dataSources: named(provider.dataSources),
    ephemeralResources: named(provider.ephemeralResources),
    functions: new Map((provider.functions ?? []).map((each) => [snakeCase(each.name), each])),
  }
}
