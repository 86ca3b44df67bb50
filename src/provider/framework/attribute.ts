/** The vocabulary of schemas: attributes, their types and their flags, as plain frozen data. What a flag does to a plan is plan.ts's business. */
import type { ElementValue } from './infer.js'

/** Terraform's types. `int64` exists on our side only: a `number` without a fraction. */
export type Type =
  | { readonly kind: 'string' | 'bool' | 'int64' | 'number' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: Attribute }
  | { readonly kind: 'object'; readonly attributes: Attributes }

/** Says what is wrong with a value, or nothing. It may also throw: the message is then what is wrong. */
export interface Validator<in T> {
  (value: T): string | undefined
  /** For the documentation: `one of "saml", "oidc"`. */
  readonly rule?: string
}

export interface Flags {
  /** Markdown. */
  readonly description?: string
  readonly required?: boolean
  readonly optional?: boolean
  /** The provider fills it when the configuration does not. */
  readonly computed?: boolean
  /** A computed value that may also be absent. Without it, a computed attribute left null is a mistake, and State's type says so. */
  readonly nullable?: boolean
  readonly sensitive?: boolean
  /** Sent on every apply, never stored (Terraform 1.11). */
  readonly writeOnly?: boolean
  /** Why, and what to use instead; shown to whoever sets the attribute. */
  readonly deprecated?: string
  /** The value never changes once made: plan the prior one instead of "known after apply". */
  readonly useStateForUnknown?: boolean
}

export interface Options<T> extends Flags {
  readonly validate?: readonly Validator<T>[]
  /** Used when the configuration is silent. Makes the attribute computed, as Terraform demands. */
  readonly default?: T
  /** Replace the resource when this changes: always, or when the function says so. */
  readonly requiresReplace?: boolean | ((change: Change<T>) => boolean)
  /** Two values that normalise alike are the same: the spelling already planned or stored is kept. */
  readonly normalize?: (value: T) => unknown
}

/** What an attribute was and what it is going to be; asked only when both are known and differ. */
export interface Change<T> {
  readonly prior: T | null
  readonly planned: T | null
}

/** Options whose value type is forgotten: what the framework itself works with. */
export interface AnyOptions extends Flags {
  readonly validate?: readonly Validator<never>[]
  readonly default?: unknown
  readonly requiresReplace?: boolean | ((change: Change<never>) => boolean)
  readonly normalize?: (value: never) => unknown
}

export interface Attribute<T extends Type = Type, O extends AnyOptions = AnyOptions> {
  readonly type: T
  readonly options: O
}

export type Attributes = Readonly<Record<string, Attribute>>

export interface Scalar<K> {
  readonly kind: K
}
export interface Collection<K extends 'list' | 'set' | 'map', E extends Attribute> {
  readonly kind: K
  readonly element: E
}
export interface Nested<A extends Attributes> {
  readonly kind: 'object'
  readonly attributes: A
}
export type None = Record<never, never>
/** A misspelt option would otherwise pass unseen: `sensetive: true` protects nothing. */
type Exactly<O, Allowed> = O & Allowed & { readonly [K in Exclude<keyof O, keyof Allowed>]: never }
type Elements<E extends Attribute> = readonly ElementValue<E>[]
type Entries<E extends Attribute> = Readonly<Record<string, ElementValue<E>>>

export function string<const O extends Options<string> = None>(
  options?: Exactly<O, Options<string>>,
): Attribute<Scalar<'string'>, O> {
  return attribute({ kind: 'string' }, options)
}

export function bool<const O extends Options<boolean> = None>(
  options?: Exactly<O, Options<boolean>>,
): Attribute<Scalar<'bool'>, O> {
  return attribute({ kind: 'bool' }, options)
}

/** A whole number within ±(2^53 − 1); anything else is refused with a diagnostic, so plain arithmetic is safe. */
export function int64<const O extends Options<number> = None>(
  options?: Exactly<O, Options<number>>,
): Attribute<Scalar<'int64'>, O> {
  return attribute({ kind: 'int64' }, options)
}

/** Any number. Integers beyond 2^53 arrive as bigint, so that no digit is lost. */
export function number<const O extends Options<number | bigint> = None>(
  options?: Exactly<O, Options<number | bigint>>,
): Attribute<Scalar<'number'>, O> {
  return attribute({ kind: 'number' }, options)
}

export function list<E extends Attribute, const O extends Options<Elements<E>> = None>(
  element: E,
  options?: Exactly<O, Options<Elements<E>>>,
): Attribute<Collection<'list', E>, O> {
  return attribute({ kind: 'list', element }, options)
}

export function set<E extends Attribute, const O extends Options<Elements<E>> = None>(
  element: E,
  options?: Exactly<O, Options<Elements<E>>>,
): Attribute<Collection<'set', E>, O> {
  return attribute({ kind: 'set', element }, options)
}

export function map<E extends Attribute, const O extends Options<Entries<E>> = None>(
  element: E,
  options?: Exactly<O, Options<Entries<E>>>,
): Attribute<Collection<'map', E>, O> {
  return attribute({ kind: 'map', element }, options)
}

/** One nested object. Inside list, set or map it is the element: `set(object({ group: string({ required: true }) }), { optional: true })`. */
export function object<
  A extends Attributes,
  const O extends Options<ElementValue<Attribute<Nested<A>>>> = None,
>(
  attributes: A,
  options?: Exactly<O, Options<ElementValue<Attribute<Nested<A>>>>>,
): Attribute<Nested<A>, O> {
  return attribute({ kind: 'object', attributes }, options)
}

function attribute<T extends Type, O extends AnyOptions>(
  type: T,
  options: O | undefined,
): Attribute<T, O> {
  return Object.freeze({ type, options: Object.freeze({ ...options }) as O })
}
