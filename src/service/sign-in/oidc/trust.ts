/** An OpenID Connect connection with all that follows from it: what a sign-in needs to know, read once. */
import {
  getPreset,
  oidcEndpoints,
  type OidcEndpoints,
  type ServicePreset,
} from '../../../core/index.js'
import type { OidcConnectionRecord, OrganizationRecord } from '../../store/records.js'
import type { Reads } from '../../store/store.js'

export interface OidcTrust {
  readonly connection: OidcConnectionRecord
  readonly organization: OrganizationRecord
  readonly preset: ServicePreset
  readonly endpoints: OidcEndpoints
}

export async function findOidcTrust(
  reads: Reads,
  publicUrl: string,
  name: string,
): Promise<OidcTrust | undefined> {
  const connection = await reads.oidcConnections.find(name)
  if (!connection) return undefined
  const organization = await reads.organizations.find(connection.input.organization)
  if (!organization) throw new Error(`connection "${name}" has lost its organization`)
  return oidcTrustOf(connection, organization, publicUrl)
}

export function oidcTrustOf(
  connection: OidcConnectionRecord,
  organization: OrganizationRecord,
  publicUrl: string,
): OidcTrust {
  const preset = getPreset(organization.input.preset)
  const endpoints = oidcEndpoints(publicUrl, preset.key, connection.name)
  return { connection, organization, preset, endpoints }
}
