/** Left out on the wire, null in Terraform: objects of which every field may be absent, to and fro. */

/** A validator holds a string to its words; its type does not know. */
type Plain<V> = V extends string ? string : V

/** Every field there, with null for what was not said. */
export type Filled<T> = { readonly [K in keyof T]-?: Plain<Exclude<T[K], undefined>> | null }

export const filled = <T extends object>(
  names: readonly (keyof T)[],
  wire: T | undefined,
): Filled<T> | null =>
  wire === undefined
    ? null
    : (Object.fromEntries(names.map((name) => [name, wire[name] ?? null])) as Filled<T>)

/** Only what was said; undefined for an object that was left out. */
export const said = <T extends object>(state: Filled<T> | null): T | undefined =>
  state === null
    ? undefined
    : (Object.fromEntries(Object.entries(state).filter(([, value]) => value !== null)) as T)
