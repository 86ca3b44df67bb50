/** PATCH operations: as sent, and as understood. */
import type { Predicate } from '../filter/predicate.js'
import type { Json, JsonObject } from '../json.js'
import type { Attribute } from '../schemas/attribute.js'

/** RFC 7644 §3.5.2, or nearly. */
export interface WireOperation {
  readonly op: string
  readonly path?: string
  readonly value?: Json
}

/** What an operation is about. Always one attribute: a pathless value is an operation for each of its attributes. */
export interface Target {
  /** As to be spoken of in an error. */
  readonly path: string
  readonly extension: string | undefined
  /** Undefined: the whole extension; only removed so. */
  readonly attribute: Attribute | undefined
  /** Which elements of a multi-valued attribute. */
  readonly filter: Predicate | undefined
  /** The element the filter describes, when it does: { type: "work" }. */
  readonly template: JsonObject | undefined
  readonly sub: Attribute | undefined
}

export type Operation =
  | {
      readonly op: 'add' | 'replace'
      readonly target: Target
      /** Undefined: unassigned. */
      readonly value: Json | undefined
      /** Where the filter meets nothing, the element it describes is added. */
      readonly createsMissing: boolean
    }
  | {
      readonly op: 'remove'
      readonly target: Target
      /** Of a single-valued attribute with a `value`, such as manager: removed only if it is this one. */
      readonly value: Json | undefined
    }
