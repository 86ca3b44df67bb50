/**
 * The neutral query plan: a filter whose every path is a declared column and whose every value is comparable. A store
 * folds it into SQL, this house into an answer (`evaluate.ts`). Two-valued: what is absent makes a comparison false.
 */
import type { Scalar } from '../json.js'
import type { Attribute } from '../schemas/attribute.js'

export interface Column {
  /** The whole canonical path, to look an index up by: `userName`, `emails.value`, `urn:…:User:department`. */
  readonly path: string
  /** The way through the JSON: from the resource, or from the element inside a `some`. Empty: the element itself. */
  readonly steps: readonly string[]
  readonly type: Attribute['type']
  /** False: `value` is folded, and what it is compared with must be (`foldCase`). */
  readonly caseExact: boolean
}

/** No `ne`: it is `not` of `eq`, so that an absent value differs from any, as RFC 7644 §3.4.2.2 has it. */
export type PredicateOperator = 'eq' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le'

export type Predicate =
  | {
      readonly kind: 'compare'
      readonly column: Column
      readonly operator: PredicateOperator
      readonly value: Scalar
    }
  /** Neither absent nor an empty string. */
  | { readonly kind: 'present'; readonly column: Column }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Predicate[] }
  | { readonly kind: 'not'; readonly of: Predicate }
  /** Some element of the multi-valued attribute satisfies `of`. */
  | { readonly kind: 'some'; readonly column: Column; readonly of: Predicate }
  | { readonly kind: 'always' }

type Of<Kind extends Predicate['kind']> = Extract<Predicate, { readonly kind: Kind }>

/** What to make of each node, the inner ones being made already. */
export interface PredicateVisitor<T> {
  readonly compare: (node: Of<'compare'>) => T
  readonly present: (column: Column) => T
  readonly and: (of: readonly T[]) => T
  readonly or: (of: readonly T[]) => T
  /** SQL: `NOT coalesce(of, FALSE)`, since a comparison with NULL is false here, not unknown. */
  readonly not: (of: T) => T
  readonly some: (column: Column, of: T) => T
  readonly always: () => T
}

/** Depth is bounded by the parser. */
export function foldPredicate<T>(predicate: Predicate, visitor: PredicateVisitor<T>): T {
  const fold = (inner: Predicate): T => foldPredicate(inner, visitor)
  switch (predicate.kind) {
    case 'compare':
      return visitor.compare(predicate)
    case 'present':
      return visitor.present(predicate.column)
    case 'and':
      return visitor.and(predicate.of.map(fold))
    case 'or':
      return visitor.or(predicate.of.map(fold))
    case 'not':
      return visitor.not(fold(predicate.of))
    case 'some':
      return visitor.some(predicate.column, fold(predicate.of))
    case 'always':
      return visitor.always()
  }
}

/** One value of one column, and nothing else: what Okta and Entra ask before every create. */
export interface Lookup {
  readonly path: string
  readonly value: Scalar
}

/** The look-up a predicate is, if it is one: a prepared statement per path answers it. */
export function lookupOf(predicate: Predicate): Lookup | undefined {
  if (predicate.kind === 'some') return lookupOf(predicate.of)
  if (predicate.kind !== 'compare' || predicate.operator !== 'eq') return undefined
  return { path: predicate.column.path, value: predicate.value }
}
