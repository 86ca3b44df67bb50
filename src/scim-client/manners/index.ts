/** The manners there are, and which of them a client's name means. */
import { Refusal } from '../../core/index.js'
import { entra, entraFlag } from './entra.js'
import type { Manner } from './manner.js'
import { oktaAiw, oktaOin } from './okta.js'
import { rfc } from './rfc.js'

export const manners: readonly Manner[] = [oktaAiw, oktaOin, entra, entraFlag, rfc]

const families: ReadonlyMap<string, readonly Manner[]> = new Map([
  ['okta', [oktaAiw, oktaOin]],
  ['entra', [entra, entraFlag]],
])

/**
 * @param name - a manner's key, or `okta` or `entra` for both of theirs
 * @throws Refusal `scim-manner-unknown`
 */
export function mannersNamed(name: string): readonly Manner[] {
  const chosen = families.get(name) ?? manners.filter(({ key }) => key === name)
  if (chosen.length > 0) return chosen
  throw new Refusal({
    code: 'scim-manner-unknown',
    owner: 'caller',
    detail: `no SCIM client is called "${name.slice(0, 40)}"`,
    remedy: `Choose one of: ${[...families.keys(), ...manners.map(({ key }) => key)].join(', ')}.`,
  })
}
