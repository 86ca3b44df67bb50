/** The shape of a rule of tolerant reading. Each hook answers undefined when the rule has nothing to say. */
import type { Json } from '../json.js'
import type { Target, WireOperation } from '../patch/operation.js'
import type { Attribute } from '../schemas/attribute.js'
import type { ResourceType } from '../schemas/resource-type.js'

export interface Context {
  readonly type: ResourceType
  /** Of the resource the request is about. */
  readonly id: string | undefined
}

export interface Dialect {
  /** Stable for ever; logged with each request that needed it. */
  readonly id: string
  readonly client: 'entra' | 'okta' | 'any'
  readonly arrives: string
  readonly becomes: string
  /** The rule that the client departs from. */
  readonly source: string
  /** The name of its test in `test/scim/dialects.test.ts`. */
  readonly test: string

  /** The URNs in `schemas` of a request that should name `expected`. */
  readonly schemas?: (sent: readonly string[], expected: string) => readonly string[] | undefined
  /** One operation as sent → operations as RFC 7644 §3.5.2 writes them. */
  readonly operation?: (
    operation: WireOperation,
    context: Context,
  ) => readonly WireOperation[] | undefined
  /** A value sent for, or compared with, an attribute. */
  readonly value?: (value: Json, attribute: Attribute) => Json | undefined
  /** A replace whose filter may meet nothing, though RFC 7644 §3.5.2.3 would then refuse it: it creates what it names. */
  readonly createsMissing?: (target: Target) => boolean
}
