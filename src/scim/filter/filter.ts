/** A filter as written (RFC 7644 §3.4.2.2), before any schema has been asked. */
import type { Scalar } from '../json.js'
import type { AttributePath } from '../schemas/resource-type.js'

export const operators = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'lt', 'ge', 'le'] as const
export type Operator = (typeof operators)[number]

export type Filter = Comparison | Presence | Junction | Negation | ValueFilter

export interface Comparison {
  readonly kind: 'compare'
  readonly path: AttributePath
  readonly operator: Operator
  readonly value: Scalar | null
}
export interface Presence {
  readonly kind: 'present'
  readonly path: AttributePath
}
/** At least two, none of them of the same kind: `a and (b and c)` is `a and b and c`. */
export interface Junction {
  readonly kind: 'and' | 'or'
  readonly of: readonly Filter[]
}
export interface Negation {
  readonly kind: 'not'
  readonly of: Filter
}
/** `emails[type eq "work"]`: some one value for which all of the inner filter is true. */
export interface ValueFilter {
  readonly kind: 'values'
  readonly path: AttributePath
  readonly of: Filter
}

export function junction(kind: Junction['kind'], filters: readonly Filter[]): Filter {
  const of = filters.flatMap((filter) => (filter.kind === kind ? filter.of : [filter]))
  const [only] = of
  return of.length === 1 && only ? only : { kind, of }
}

/** The path of a PATCH operation (RFC 7644 §3.5.2, figure 7). */
export interface PatchPath {
  readonly path: AttributePath
  readonly filter?: Filter
  /** After the brackets: `emails[type eq "work"].value`. */
  readonly sub?: string
}
