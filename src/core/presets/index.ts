/** The services we know, by key. A service is added by adding its file to this list. */
import { Refusal } from '../finding.js'
import type { ServicePreset } from './preset.js'
import { qualified } from './qualified.js'
import { sonarqubeCloud } from './sonarqube-cloud.js'
import { torque } from './torque.js'
import { twenty } from './twenty.js'

export * from './access.js'
export * from './fields.js'
export * from './preset.js'
export * from './provisioning.js'

export const presets: readonly ServicePreset[] = [sonarqubeCloud, torque, qualified, twenty]

export const presetKeys: readonly string[] = presets.map((preset) => preset.key)

export const findPreset = (key: string): ServicePreset | undefined =>
  presets.find((preset) => preset.key === key)

/** @throws Refusal `unknown-preset` naming the presets there are. */
export function getPreset(key: string): ServicePreset {
  const preset = findPreset(key)
  if (preset) return preset
  throw new Refusal({
    code: 'unknown-preset',
    owner: 'caller',
    detail: `there is no service preset "${key}"`,
    remedy: `Use one of: ${presetKeys.join(', ')}.`,
    path: 'preset',
  })
}
