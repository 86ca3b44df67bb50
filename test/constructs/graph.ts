/** What refers to what, in a synthesized stack. */
import type { TerraformStack } from 'cdktf'
import { synthesized } from './stack.js'

/** Address → addresses it refers to or depends on. */
export function graphOf(stack: TerraformStack): ReadonlyMap<string, readonly string[]> {
  const bodies = Object.entries(synthesized(stack).resource ?? {}).flatMap(([type, of]) =>
    Object.entries(of).map(
      ([id, { '//': _, ...body }]) => [`${type}.${id}`, JSON.stringify(body)] as const,
    ),
  )
  return new Map(
    bodies.map(([address, body]) => [
      address,
      bodies.map(([other]) => other).filter((other) => other !== address && names(body, other)),
    ]),
  )
}

/** `okta_app_saml.app` is not named by `okta_app_saml.app_two`. */
const names = (body: string, address: string): boolean =>
  new RegExp(`\\b${address.replace('.', '\\.')}(?![\\w-])`).test(body)

/** Everything an address waits for, near and far. */
export function reachable(
  graph: ReadonlyMap<string, readonly string[]>,
  from: string,
): Set<string> {
  const seen = new Set<string>()
  const visit = (address: string): void =>
    (graph.get(address) ?? []).forEach((next) => {
      if (seen.has(next)) return
      seen.add(next)
      visit(next)
    })
  visit(from)
  return seen
}
