/** How things stand in an organization, for core to judge what may be switched on. */
import { getPreset, type Circumstances } from '../../core/index.js'
import type { AdministratorRecord, OrganizationRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import { findConnection } from './connection.js'
import { carriesSignIns, readLife, statusOf } from './standing.js'

/** More than any organization has. */
const many = 1000

/** Administrators whose password of now has opened a session. */
export async function provenAdministrators(
  reads: Reads,
  organization: string,
): Promise<readonly AdministratorRecord[]> {
  const all = await reads.administrators.list(organization, { limit: many })
  return all.filter(({ passwordWorkedAt }) => passwordWorkedAt !== null)
}

/** Names of the connections that carry sign-ins now. */
export async function openConnections(
  reads: Reads,
  publicUrl: string,
  organization: string,
): Promise<readonly string[]> {
  const open: string[] = []
  for (const { name } of await reads.connections.names({ organization, limit: many })) {
    const connection = await findConnection(reads, publicUrl, name)
    if (connection && carriesSignIns(statusOf(await readLife(reads, connection)))) open.push(name)
  }
  return open
}

/**
 * An organization that says nothing of entitlements is not gated: whoever runs this service may sell no plans. One
 * that says which it has, has those and no others.
 */
export function entitlementsOf({ input }: OrganizationRecord): readonly string[] {
  if (input.entitlements !== undefined) return input.entitlements
  const asked = getPreset(input.preset).activation.entitlement
  return asked ? [asked.name] : []
}

/** For a connection whose sign-in is taken as proven. */
export const provenCircumstances = async (
  reads: Reads,
  organization: OrganizationRecord,
): Promise<Circumstances> => ({
  tested: true,
  signInWorks: true,
  breakGlassAdministrators: (await provenAdministrators(reads, organization.name)).length,
  entitlements: entitlementsOf(organization),
})
