/** An ephemeral resource: a value that lives for one Terraform run and is never stored. */
import type { Attributes } from './attribute.js'
import type { Diagnostic } from './diagnostics.js'
import type { Config, DraftConfig, State } from './infer.js'
import type { Call } from './resource.js'

export interface Opened<A extends Attributes, Private> {
  readonly result: State<A>
  /** Handed back to renew and close; JSON, held by Terraform in memory. */
  readonly private?: Private
  /** When Terraform should call renew. */
  readonly renewAt?: Date
}

export interface Renewed<Private> {
  readonly private?: Private
  readonly renewAt?: Date
}

export interface EphemeralResourceDefinition<Client, A extends Attributes, Private> {
  /** Without the provider's name. */
  readonly typeName: string
  readonly description: string
  readonly deprecated?: string
  readonly attributes: A
  /** "90s", "5m". @default 20m */
  readonly timeout?: string
  validate?(context: { readonly config: DraftConfig<A> }): readonly Diagnostic[]
  open(context: Call<Client> & { readonly config: Config<A> }): Promise<Opened<A, Private>>
  renew?(context: Call<Client> & { readonly private: Private }): Promise<Renewed<Private>>
  close?(context: Call<Client> & { readonly private: Private }): Promise<void>
}

export type EphemeralResource<Client> = EphemeralResourceDefinition<Client, Attributes, unknown>
