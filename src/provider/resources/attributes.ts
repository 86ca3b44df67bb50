/** Attributes and moves that several resources share. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { isName, slugRule } from '../../core/index.js'
import { string, type Validator } from '../framework/index.js'
import { changedMeanwhile } from '../service-client.js'

/** The rule of names, for the plan to hold. */
export const nameRule: Validator<string> = Object.assign(
  (value: string) => (isName(value) ? undefined : `must be ${slugRule}`),
  { rule: slugRule },
)

/** Fresh for every create, so that the service knows a repeated request from a second create. */
export const creation = (): { readonly create: string } => ({ create: randomUUID() })

/** Every list of ours is a set: Terraform hands sets over in an order of its own. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .map(inOrder)
      .map((item) => JSON.stringify(item))
      .sort()
  return value
}

/** The condition of an update: the object must still be as the plan saw it. @throws DiagnosticError when it is not */
export function unchangedSince<T extends object>(
  what: string,
  prior: T,
  current: T & { readonly version: number },
): { readonly version: number } {
  const seen = Object.keys(prior) as (keyof T)[]
  if (!seen.every((key) => isDeepStrictEqual(inOrder(prior[key]), inOrder(current[key]))))
    throw changedMeanwhile(what)
  return { version: current.version }
}

/** `organization` as an attribute of what belongs to one. */
export const organizationName = string({
  required: true,
  requiresReplace: true,
  validate: [nameRule],
  description: 'Name of the organization it belongs to. Changing it replaces the resource.',
})
