/** What both kinds of connection may say in a plan of our side, and the attributes they share. */
import { attributeNames, type ServicePreset } from '../../core/index.js'
import {
  isWhollyKnown,
  lengthBetween,
  map,
  string,
  UNKNOWN,
  type Unknown,
} from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import type { Asking } from '../surroundings.js'
import { nameRule } from './attributes.js'

type Names = Readonly<Record<string, string>>

/** What is known of a connection while planning. */
interface Draft {
  readonly organization: unknown
  readonly attributeMapping: unknown
}

export interface Known {
  readonly preset: ServicePreset
  readonly attributeNames: Names | Unknown
  /** Undefined while nobody answers. */
  readonly publicUrl: string | undefined
}

/**
 * Undefined while the organization, or its preset, is not known.
 * @param check - holds the connection against the preset
 * @throws DiagnosticError
 */
export async function knownOf(
  client: ServiceClient,
  { organization, attributeMapping }: Draft,
  asking: Asking,
  check: (preset: ServicePreset) => void,
): Promise<Known | undefined> {
  if (typeof organization !== 'string') return undefined
  const preset = await client.around.presetOf(organization, asking)
  if (preset === undefined) return undefined
  check(preset)
  const names = isWhollyKnown(attributeMapping)
    ? attributeNames(preset, (attributeMapping ?? {}) as Names)
    : UNKNOWN
  return { preset, attributeNames: names, publicUrl: await client.around.publicUrl(asking) }
}

export const connectionName = string({
  required: true,
  requiresReplace: true,
  validate: [nameRule],
  description: 'The name, chosen once: part of every URL. Changing it replaces the connection.',
})

/** @param what - attribute or claim */
export const mappingTo = (what: string) =>
  map(string({ validate: [lengthBetween(1, 512)] }), {
    optional: true,
    default: {},
    description: `Profile field → name of the ${what} that fills it. Fields left out follow the preset.`,
  })

/** Follows from names and settings: known to the plan as soon as the organization's preset is. */
export const endpoint = (description: string) => string({ computed: true, description })

/** @param what - attribute or claim */
export const namesInForce = (what: string) =>
  map(string(), {
    computed: true,
    description: `The ${what} names in force: what the IdP must send.`,
  })
