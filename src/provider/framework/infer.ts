/** From a schema to the TypeScript types of its configuration, plan and state. Types only: nothing here exists at run time. */
import type { Attribute, Attributes, Type } from './attribute.js'
import type { Unknown } from './unknown.js'

/**
 * config: what a person wrote, all known. draft: the same while planning, anything may be unknown.
 * plan: as apply receives it, only computed values unknown. change: a plan still being made. state: what is stored.
 */
type Phase = 'config' | 'draft' | 'plan' | 'change' | 'state'

/** The configuration, wholly known: what create and update receive. Write-only values are here and nowhere else. */
export type Config<A extends Attributes> = Fields<A, 'config'>
/** The configuration while planning: any value may be UNKNOWN. */
export type DraftConfig<A extends Attributes> = Fields<A, 'draft'>
/** The plan as apply receives it: UNKNOWN only where the verb must find the value. */
export type Planned<A extends Attributes> = Fields<A, 'plan'>
/** The plan while it is being made: any value may be UNKNOWN. */
export type DraftPlan<A extends Attributes> = Fields<A, 'change'>
/** What is stored. A computed attribute is never null unless it says `nullable`. */
export type State<A extends Attributes> = Fields<A, 'state'>
/** State of which only the identifying attributes are certain: just imported, or written by an older version. */
export type Found<A extends Attributes, I extends PropertyKey> = {
  readonly [K in keyof State<A>]: K extends I ? State<A>[K] : State<A>[K] | null
}

/** The value of an element (or parameter) of this type, wholly known and present. */
export type ElementValue<E extends Attribute> = ValueOf<E['type'], 'state'>

type Yes<A extends Attribute, F extends string> =
  A['options'] extends Readonly<Record<F, true>> ? true : false
type HasDefault<A extends Attribute> = A['options'] extends { readonly default: unknown }
  ? true
  : false
type IsComputed<A extends Attribute> = HasDefault<A> extends true ? true : Yes<A, 'computed'>

type Fields<A extends Attributes, P extends Phase> = {
  readonly [K in keyof A as Stored<A[K], P, K>]: FieldOf<A[K], P>
}
/** Write-only attributes exist in configurations only. */
type Stored<A extends Attribute, P extends Phase, K> = P extends 'config' | 'draft'
  ? K
  : Yes<A, 'writeOnly'> extends true
    ? never
    : K

type FieldOf<A extends Attribute, P extends Phase> =
  | ValueOf<A['type'], P>
  | (MayBeNull<A, P> extends true ? null : never)
  | (MayBeUnknown<A, P> extends true ? Unknown : never)

type MayBeNull<A extends Attribute, P extends Phase> =
  Yes<A, 'required'> extends true
    ? false
    : P extends 'config' | 'draft'
      ? true
      : IsComputed<A> extends true
        ? Yes<A, 'nullable'>
        : true

type MayBeUnknown<A extends Attribute, P extends Phase> = P extends 'draft' | 'change'
  ? true
  : P extends 'plan'
    ? HasDefault<A> extends true
      ? false
      : Yes<A, 'computed'>
    : false

type Element<E extends Attribute, P extends Phase> =
  ValueOf<E['type'], P> | (P extends 'draft' | 'change' ? Unknown : never)

export type ValueOf<T extends Type, P extends Phase> = T extends { readonly kind: 'string' }
  ? string
  : T extends { readonly kind: 'bool' }
    ? boolean
    : T extends { readonly kind: 'int64' }
      ? number
      : T extends { readonly kind: 'number' }
        ? number | bigint
        : T extends { readonly kind: 'list' | 'set'; readonly element: infer E extends Attribute }
          ? readonly Element<E, P>[]
          : T extends { readonly kind: 'map'; readonly element: infer E extends Attribute }
            ? Readonly<Record<string, Element<E, P>>>
            : T extends { readonly kind: 'object'; readonly attributes: infer A extends Attributes }
              ? Fields<A, P>
              : never
