/** The doors through which a provider is written: definitions, checked when they are made rather than when Terraform meets them. */
import type { Attributes } from './attribute.js'
import type { DataSource, DataSourceDefinition } from './data-source.js'
import type { Diagnostic } from './diagnostics.js'
import type { EphemeralResource, EphemeralResourceDefinition } from './ephemeral-resource.js'
import type { ProviderFunction } from './function.js'
import type { Config, DraftConfig } from './infer.js'
import type { Log, Resource, ResourceDefinition } from './resource.js'
import { checkProvider } from './provider-check.js'
import { checkSchemaOf } from './schema-check.js'

export interface ProviderDefinition<Client, A extends Attributes> {
  /** The provider's type: the prefix of every resource. */
  readonly name: string
  readonly version: string
  /** Markdown. */
  readonly description?: string
  readonly attributes: A
  validate?(context: { readonly config: DraftConfig<A> }): readonly Diagnostic[]
  /** Makes what the verbs receive as `client`. Not called while the configuration has unknowns. */
  configure(context: {
    readonly config: Config<A>
    readonly terraformVersion: string
    readonly signal: AbortSignal
    readonly log: Log
    readonly report: (diagnostic: Diagnostic) => void
  }): Client | Promise<Client>
  readonly resources?: readonly Resource<Client>[]
  readonly dataSources?: readonly DataSource<Client>[]
  readonly ephemeralResources?: readonly EphemeralResource<Client>[]
  readonly functions?: readonly ProviderFunction[]
}

/** A provider whose client's type is forgotten: only its own verbs know it. */
export type Provider = ProviderDefinition<unknown, Attributes>

export function defineProvider<Client, const A extends Attributes>(
  definition: ProviderDefinition<Client, A>,
): Provider {
  const provider = definition as unknown as Provider
  checkProvider(provider)
  return provider
}

/** The define… functions for one type of client: `const { defineResource } = definitionsFor<AdminClient>()`. */
export function definitionsFor<Client>() {
  const defineResource = <const A extends Attributes, const I extends keyof A & string = never>(
    definition: ResourceDefinition<Client, A, I>,
  ): Resource<Client> => {
    checkSchemaOf('resource', definition)
    return definition as unknown as Resource<Client>
  }
  const defineDataSource = <const A extends Attributes>(
    definition: DataSourceDefinition<Client, A>,
  ): DataSource<Client> => {
    checkSchemaOf('data source', definition)
    return definition as unknown as DataSource<Client>
  }
  const defineEphemeralResource = <const A extends Attributes, Private = undefined>(
    definition: EphemeralResourceDefinition<Client, A, Private>,
  ): EphemeralResource<Client> => {
    checkSchemaOf('ephemeral resource', definition)
    return definition as unknown as EphemeralResource<Client>
  }
  return { defineResource, defineDataSource, defineEphemeralResource }
}

/** For verbs that need no client. */
export const { defineResource, defineDataSource, defineEphemeralResource } =
  definitionsFor<unknown>()
