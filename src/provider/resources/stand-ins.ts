/** Checking what is known of a configuration while some of it is not: what is not yet known is taken for something blameless. */
import { isUnknown, isWhollyKnown } from '../framework/index.js'

/** By attribute: what to take for a value that is not, or not wholly, known. */
export type StandIns = Readonly<Record<string, (value: unknown) => unknown>>

export const always =
  (standIn: unknown): ((value: unknown) => unknown) =>
  () =>
    standIn

/** Of a collection, what is known of it. */
export const knownElements = (value: unknown): unknown =>
  Array.isArray(value) ? value.filter(isWhollyKnown) : []

/** Of an object or a map, what is known of it; an object that is not known at all is as good as left out. */
export const knownFields = (value: unknown): unknown =>
  isUnknown(value)
    ? null
    : Object.fromEntries(Object.entries(value as object).filter(([, each]) => isWhollyKnown(each)))

/** Undefined where something is not known that nothing can stand in for. */
export function withStandIns<T extends object>(config: T, standIns: StandIns): T | undefined {
  const entries = Object.entries(config).map(([name, value]) => {
    const standIn = isWhollyKnown(value) ? undefined : standIns[name]
    return [name, standIn === undefined ? value : standIn(value)] as const
  })
  return entries.every(([, value]) => isWhollyKnown(value))
    ? (Object.fromEntries(entries) as T)
    : undefined
}
