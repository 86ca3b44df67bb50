/** What the generator needs to know of a provider. Where it comes from, and what becomes of it, is its neighbours' business. */

export type TypeModel =
  | { readonly kind: 'string' | 'number' | 'bool' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: TypeModel }
  | { readonly kind: 'object'; readonly attributes: readonly AttributeModel[] }

export interface AttributeModel {
  /** As Terraform spells it. */
  readonly name: string
  readonly camelName: string
  readonly type: TypeModel
  readonly description: string
  readonly deprecated?: string | undefined
  /** What the provider fills in when a configuration is silent. */
  readonly default?: unknown
  /** What a value must satisfy, in words. */
  readonly rules: readonly string[]
  readonly required: boolean
  readonly optional: boolean
  readonly computed: boolean
  readonly sensitive: boolean
  readonly writeOnly: boolean
}

/** A resource or a data source. */
export interface BlockModel {
  /** With the provider's name: `mortise_organization`. */
  readonly typeName: string
  readonly description: string
  readonly deprecated?: string | undefined
  /** What `terraform import` takes: `organization/name`. Absent where nothing can be imported. */
  readonly importId?: string | undefined
  readonly attributes: readonly AttributeModel[]
}

export interface ProviderModel {
  readonly name: string
  readonly version: string
  /** `mortise/mortise`: where `terraform init` looks. */
  readonly source: string
  readonly description: string
  readonly attributes: readonly AttributeModel[]
  readonly resources: readonly BlockModel[]
  readonly dataSources: readonly BlockModel[]
}
