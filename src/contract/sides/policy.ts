/** A connection's policy, read back into core's words. */
import type { SamlPolicy } from '../../core/index.js'
import { blockIn, Open, Sealed } from '../../program/index.js'
import type { Program } from '../program.js'
import type { ServiceConnection } from './service.js'

/** The connection's policy, as core spells it; undefined where nothing of it is said or known. */
export function policyOf(program: Program, { block }: ServiceConnection): SamlPolicy | undefined {
  const written = blockIn(program.get(block, 'policy'))
  if (!written) return undefined
  const camel = (name: string) =>
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const known = Object.entries(written).filter(
    ([, value]) => value !== null && !(value instanceof Open) && !(value instanceof Sealed),
  )
  return Object.fromEntries(known.map(([name, value]) => [camel(name), value]))
}
