/** A data source: a schema and one verb. */
import type { Attributes } from './attribute.js'
import type { Diagnostic } from './diagnostics.js'
import type { Config, DraftConfig, State } from './infer.js'
import type { Call } from './resource.js'

export interface Reading<Client, A extends Attributes> extends Call<Client> {
  readonly config: Config<A>
}

export interface DataSourceDefinition<Client, A extends Attributes> {
  /** Without the provider's name. */
  readonly typeName: string
  readonly description: string
  readonly deprecated?: string
  readonly attributes: A
  /** "90s", "5m". @default 20m */
  readonly timeout?: string
  validate?(context: { readonly config: DraftConfig<A> }): readonly Diagnostic[]
  /** A thing that is not there is an error here: throw a diagnostic. */
  read(context: Reading<Client, A>): Promise<State<A>>
}

export type DataSource<Client> = DataSourceDefinition<Client, Attributes>
