/** A connection with all that follows from it: what a sign-in needs to know, read once. */
import {
  getPreset,
  samlEndpoints,
  type SamlEndpoints,
  type ServicePreset,
} from '../../core/index.js'
import type { OrganizationRecord, SamlConnectionRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'

export interface Trust {
  readonly connection: SamlConnectionRecord
  readonly organization: OrganizationRecord
  readonly preset: ServicePreset
  readonly endpoints: SamlEndpoints
}

export async function findTrust(
  reads: Reads,
  publicUrl: string,
  name: string,
): Promise<Trust | undefined> {
  const connection = await reads.samlConnections.find(name)
  if (!connection) return undefined
  const organization = await reads.organizations.find(connection.input.organization)
  if (!organization) throw new Error(`connection "${name}" has lost its organization`)
  return trustOf(connection, organization, publicUrl)
}

interface Known {
  readonly trust: Trust
  readonly publicUrl: string
}

/** The store hands out the same record until it is another: what follows from it is worked out once. */
const known = new WeakMap<SamlConnectionRecord, Known>()

export function trustOf(
  connection: SamlConnectionRecord,
  organization: OrganizationRecord,
  publicUrl: string,
): Trust {
  const found = known.get(connection)
  if (found?.trust.organization === organization && found.publicUrl === publicUrl) {
    return found.trust
  }
  const { name, input } = connection
  const preset = getPreset(organization.input.preset)
  const endpoints = samlEndpoints(publicUrl, preset.key, name, input.settings)
  const trust = { connection, organization, preset, endpoints }
  known.set(connection, { trust, publicUrl })
  return trust
}
