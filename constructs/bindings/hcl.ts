/** What every binding says when cdktf writes HCL instead of JSON: each value with its kind. Which kind is the generator's business. */

/** A value as cdktf's HCL renderer wants it. */
export interface HclAttribute {
  readonly value: unknown
  readonly isBlock: false
  readonly type: string
  readonly storageClassType: string
}

/** Protocol 6 has nested attributes, never nested blocks; hence `isBlock: false`, always. */
export function hcl(value: unknown, type: string, storageClassType: string): HclAttribute {
  return { value, isBlock: false, type, storageClassType }
}

/** Without the attributes nobody set: HCL would print them as `undefined`. */
export function given(attributes: Record<string, HclAttribute>): Record<string, HclAttribute> {
  return Object.fromEntries(
    Object.entries(attributes).filter(([, { value }]) => value !== undefined),
  )
}
