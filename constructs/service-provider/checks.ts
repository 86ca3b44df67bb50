/** Rules about single words that several constructs share, told in the construct's terms. */
import type { IConstruct } from 'constructs'
import { getPreset, isName, slugRule, type ServicePreset } from '../../src/core/index.js'
import { parseFor, RefusedConstruct } from '../refusal.js'
import { literalOr, standIns } from '../tokens.js'
import type { ServicePresetKey } from './preset.js'

/** @throws RefusedConstruct `unknown-preset` naming those there are, for callers the compiler does not reach. */
export const presetFor = (construct: IConstruct, key: ServicePresetKey): ServicePreset =>
  parseFor(construct, () => getPreset(key))

/** @throws RefusedConstruct `invalid-input` unless the name may stand in a URL. */
export function checkName(construct: IConstruct, name: string, path = 'name'): void {
  if (isName(literalOr(name, standIns.name))) return
  throw new RefusedConstruct(construct, {
    code: 'invalid-input',
    owner: 'caller',
    detail: `${path}: must be ${slugRule}, got ${JSON.stringify(name)}`,
    remedy: 'Choose another name.',
    path,
  })
}
