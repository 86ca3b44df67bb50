/** What the commands ask of a running service: its connections, organizations and directories, by the admin API. */
import { AdminClient, everyOne } from '../admin-api/index.js'
import { isSecureUrl, Refusal } from '../core/index.js'
import type { LiveService } from '../contract/index.js'

/** Fewer tries than the provider makes: a person is waiting. */
const retry = { tries: 3, baseDelay: 200, maxDelay: 2_000 }

const refused = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy })

/**
 * @param option - which named the URL
 * @throws Refusal `insecure-service-url`, or `admin-token-missing` when the environment has none
 */
export function clientFor(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  option = '--live',
): AdminClient {
  if (!isSecureUrl(url))
    throw refused(
      'insecure-service-url',
      `${option} must be an https URL without credentials (http on loopback only)`,
      'Give the public base URL of the service.',
    )
  const token = env['MORTISE_ADMIN_TOKEN']
  if (!token)
    throw refused(
      'admin-token-missing',
      'MORTISE_ADMIN_TOKEN is not set',
      'Set it to an admin token of the service.',
    )
  return new AdminClient({ serviceUrl: url, token, fetch: globalThis.fetch, retry })
}

/** Everything the contract check and the steps look at. @throws Refusal when the service cannot be asked */
export async function readService(client: AdminClient): Promise<LiveService> {
  const [organizations, connections, oidcConnections, directories] = await Promise.all([
    everyOne((query) => client.call('listOrganizations', { query })),
    everyOne((query) => client.call('listSamlConnections', { query })),
    everyOne((query) => client.call('listOidcConnections', { query })),
    everyOne((query) => client.call('listDirectories', { query })),
  ])
  const groups = await Promise.all(
    organizations.map(({ name: organization }) =>
      everyOne((query) => client.call('listGroups', { params: { organization }, query })),
    ),
  )
  return {
    url: client.serviceUrl,
    ...{ organizations, connections, oidcConnections, directories, groups: groups.flat() },
  }
}

/** Names of all connections, whatever they speak. */
export async function connectionNames(client: AdminClient): Promise<readonly string[]> {
  const connections = await everyOne((query) => client.call('listConnections', { query }))
  return connections.map(({ name }) => name)
}
