/** Q02: where one ACS serves all connections of a service, the issuer alone says whose Response it is. */
import {
  checkIssuerUnique,
  getPreset,
  type IdpFacts,
  type SamlConnectionInput,
} from '../../core/index.js'
import type { Reads } from '../store/store.js'

async function presetOf(reads: Reads, organization: string): Promise<string | undefined> {
  return (await reads.organizations.find(organization))?.input.preset
}

/** Connections of the same service that trust this issuer already. */
async function othersWith(
  reads: Reads,
  preset: string,
  name: string,
  issuer: string,
): Promise<readonly string[]> {
  const names = await reads.samlConnections.namesByIssuer(issuer)
  const others: string[] = []
  for (const other of names.filter((it) => it !== name)) {
    const found = await reads.samlConnections.find(other)
    if (found && (await presetOf(reads, found.input.organization)) === preset) others.push(other)
  }
  return others
}

/** @throws Refusal `issuer-taken` */
export async function checkIssuer(
  reads: Reads,
  name: string,
  { organization }: SamlConnectionInput,
  { entityId }: IdpFacts,
): Promise<void> {
  const key = await presetOf(reads, organization)
  if (key === undefined) return
  const preset = getPreset(key)
  if (!preset.registration.uniqueIssuer) return
  checkIssuerUnique(preset, entityId, await othersWith(reads, key, name, entityId))
}
