/** Attributes and moves that several resources share. */
import { randomUUID } from 'node:crypto'
import { isName, isSecureUrl, Label, slugRule } from '../../core/index.js'
import { changedMeanwhile } from '../complaints.js'
import { string, type Validator } from '../framework/index.js'
import { isSameIn } from '../sameness.js'

/** The rule of names, for the plan to hold. */
export const nameRule: Validator<string> = Object.assign(
  (value: string) => (isName(value) ? undefined : `must be ${slugRule}`),
  { rule: slugRule },
)

/** Names people choose, as core has them. */
export const labelRule: Validator<string> = Object.assign(
  (value: string) => Label.safeParse(value).error?.issues[0]?.message,
  { rule: '1 to 256 characters, without control characters or surrounding blanks' },
)

export const secureUrl: Validator<string> = Object.assign(
  (value: string) =>
    isSecureUrl(value) ? undefined : 'must be an https URL without credentials (http on loopback)',
  { rule: 'an https URL without credentials; http on loopback only' },
)

/** Fresh for every create, so that the service knows a repeated request from a second create. */
export const creation = (): { readonly create: string } => ({ create: randomUUID() })

/** The condition of an update: the object must still be as the plan saw it. @throws DiagnosticError when it is not */
export function unchangedSince<T extends object>(
  what: string,
  prior: T,
  current: T & { readonly version: number },
): { readonly version: number } {
  if (!isSameIn(prior, current)) throw changedMeanwhile(what)
  return { version: current.version }
}

/** `organization` as an attribute of what belongs to one. */
export const organizationName = string({
  required: true,
  requiresReplace: true,
  validate: [nameRule],
  description: 'Name of the organization it belongs to. Changing it replaces the resource.',
})
