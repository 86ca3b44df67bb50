/** Whether two objects of the service say the same: its lists are sets, and Terraform hands sets over in an order of its own. */
import { isDeepStrictEqual } from 'node:util'

function inOrder(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value
    .map(inOrder)
    .map((item) => JSON.stringify(item))
    .sort()
}

/** True when `whole` says of everything in `part` what `part` says. */
export function isSameIn(part: object, whole: object): boolean {
  const others = new Map(Object.entries(whole))
  return Object.entries(part).every(([key, value]) =>
    isDeepStrictEqual(inOrder(value), inOrder(others.get(key))),
  )
}
