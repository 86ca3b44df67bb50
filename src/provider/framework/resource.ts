/** A managed resource: a schema and its verbs. defineResource changes nothing; it only lets the compiler infer the verbs' types from the schema. */
import type { Attributes } from './attribute.js'
import type { Diagnostic, Path } from './diagnostics.js'
import type { Config, DraftConfig, DraftPlan, Found, Planned, State } from './infer.js'

/** What every verb that talks to the outside receives. */
export interface Call<Client> {
  readonly client: Client
  /** Aborts when Terraform is interrupted, or when the verb's time is up. Pass it to fetch. */
  readonly signal: AbortSignal
  /** A line for TF_LOG. Never put a value of an attribute in it. */
  readonly log: Log
  /** Shows a diagnostic without stopping: warnings, usually. */
  readonly report: (diagnostic: Diagnostic) => void
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error'
export type Log = (level: LogLevel, message: string) => void

export interface Creating<Client, A extends Attributes> extends Call<Client> {
  readonly config: Config<A>
  readonly planned: Planned<A>
  /** Says the object exists from here on: if the verb then fails, this is what the state remembers (tainted), so nothing is orphaned. */
  readonly keep: (state: Partial<State<A>>) => void
}

export interface Updating<Client, A extends Attributes> extends Creating<Client, A> {
  readonly prior: State<A>
}

export interface Holding<Client, S> extends Call<Client> {
  readonly state: S
}

export interface Planning<Client, A extends Attributes> extends Omit<Call<Client>, 'client'> {
  /** Undefined while the provider's own configuration is not known yet. */
  readonly client: Client | undefined
  readonly config: DraftConfig<A>
  /** Null when the resource is about to be created. */
  readonly prior: State<A> | null
  /** After defaults, kept spellings and unknowns. The very object that is `prior` when nothing changes. */
  readonly planned: DraftPlan<A>
}

/** What modifyPlan wants otherwise; everything left out stays as it is. */
export interface PlanChange<A extends Attributes> {
  readonly planned?: DraftPlan<A>
  readonly requiresReplace?: readonly Path[]
}

export type Verb = 'create' | 'read' | 'update' | 'delete'

export interface MovedFrom {
  /** registry.terraform.io/NAMESPACE/NAME */
  readonly providerAddress: string
  readonly typeName: string
  readonly schemaVersion: number
  /** As the other provider stored it: snake_case JSON. */
  readonly state: Readonly<Record<string, unknown>>
}

/** From a state stored under an older `version` (snake_case JSON, as it lies in the file) to today's. */
export type Upgrader<A extends Attributes> = (
  rawState: Readonly<Record<string, unknown>>,
) => Partial<State<A>> | Promise<Partial<State<A>>>

export interface ResourceDefinition<Client, A extends Attributes, I extends keyof A & string> {
  /** Without the provider's name: `organization` becomes mortise_organization. */
  readonly typeName: string
  /** Of the schema. Raise it, and add an upgrader, when stored state changes shape. @default 0 */
  readonly version?: number
  /** Markdown. */
  readonly description: string
  readonly deprecated?: string
  readonly attributes: A
  /** The attributes `read` finds the object by. They are what `terraform import` takes, joined by "/". */
  readonly identifiedBy?: readonly I[]
  /** The forms of what `terraform import` takes, for the documentation, where `import` parses it. @default - the attributes of identifiedBy, joined by "/" */
  readonly importedBy?: readonly string[]
  /** How long a verb may take: "90s", "5m", "1h". @default 20m */
  readonly timeouts?: Readonly<Partial<Record<Verb, string>>>
  /** Gives the resource an optional `timeouts` attribute with which a configuration may override them. @default false */
  readonly timeoutsAttribute?: boolean

  /** Rules over several attributes. Anything may be UNKNOWN; the unknown is not a mistake. */
  validate?(context: { readonly config: DraftConfig<A> }): readonly Diagnostic[]
  /** Runs after the framework has planned. Not called for a deletion. */
  modifyPlan?(context: Planning<Client, A>): MaybePromise<PlanChange<A> | undefined | void>
  create(context: Creating<Client, A>): Promise<State<A>>
  /** Null when the object is gone: it leaves the state, with a warning. */
  read(context: Holding<Client, Found<A, I>>): Promise<State<A> | null>
  /** Left out, every change must replace: each configurable attribute must say `requiresReplace`. */
  update?(context: Updating<Client, A>): Promise<State<A>>
  /** Deleting what is already gone is success. */
  delete(context: Holding<Client, State<A>>): Promise<void>
  /** Looks at a deletion while it is planned: to warn, or to refuse by an error. */
  planDelete?(context: { readonly state: State<A> }): MaybePromise<readonly Diagnostic[]>
  /** Parses an import id. @default - the attributes of identifiedBy, joined by "/" */
  import?(context: { readonly id: string }): Partial<State<A>> & Pick<State<A>, I & keyof State<A>>
  /** By the version the state was stored under; each goes straight to today's. */
  readonly upgraders?: Readonly<Record<number, Upgrader<A>>>
  /** Takes over a resource of another type (`moved` block). Undefined: not one I know. */
  moved?(source: MovedFrom): Partial<State<A>> | undefined
}

export type MaybePromise<T> = T | Promise<T>

/** A resource whose attributes are forgotten: what a provider lists. */
export type Resource<Client> = ResourceDefinition<Client, Attributes, string>
