/** What the set-up page of a connection shows: the steps with their proof, and what the contract check says of it. */
import { checkContract, readLive } from '../../contract/index.js'
import { connectionBodyOf } from '../admin/connections.js'
import { manualStepsOf } from '../connections/manual-steps.js'
import { findConnection } from '../connections/connection.js'
import type { Deps } from '../deps.js'
import type { Viewer } from '../pages/admin/frame.js'
import type { SetupPage } from '../pages/admin/setup.js'
import { findTrust, type Trust } from '../sign-in/trust.js'
import { attributeNames, setupStages } from '../../core/index.js'

/** The connection as the admin API would tell it. OpenID Connect has nothing the rows could read without the app. */
function findingsOf({ now, publicUrl }: Deps, trust: Trust | undefined): SetupPage['findings'] {
  if (!trust) return []
  const { connection, organization, preset, endpoints } = trust
  const { input, idp, name } = connection
  const program = readLive({
    url: publicUrl(),
    organizations: [{ name: organization.name, ...organization.input }],
    directories: [],
    connections: [
      {
        ...input,
        ...{ name, preset: preset.key, idp, endpoints: { ...endpoints } },
        attributeNames: { ...attributeNames(preset, input.attributeMapping) },
      },
    ],
  })
  return checkContract([program], { now: now() }).findings
}

/** @returns undefined where the viewer's organization has no such connection */
export async function setupPageOf(
  deps: Deps,
  viewer: Viewer,
  name: string,
): Promise<SetupPage | undefined> {
  const { store, publicUrl } = deps
  const connection = await findConnection(store, publicUrl(), name)
  if (connection?.organization.name !== viewer.organization) return undefined
  const steps = await manualStepsOf(deps, name)
  if (!steps) return undefined
  const trust = await findTrust(store, publicUrl(), name)
  return {
    viewer,
    name,
    connection: await connectionBodyOf(store, connection),
    stages: setupStages(connection.preset, connection.protocol),
    steps: steps.steps,
    observations: steps.observations,
    findings: findingsOf(deps, trust),
  }
}
