/** What the commands ask of a running service: its connections, organizations and directories, by the admin API. */
import { AdminClient, type Answer } from '../admin-api/index.js'
import { isSecureUrl, Refusal } from '../core/index.js'
import type { LiveService } from '../contract/index.js'

/** Fewer tries than the provider makes: a person is waiting. */
const retry = { tries: 3, baseDelay: 200, maxDelay: 2_000 }

const refused = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy })

/** @throws Refusal `insecure-service-url`, or `admin-token-missing` when the environment has none */
export function clientFor(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): AdminClient {
  if (!isSecureUrl(url))
    throw refused(
      'insecure-service-url',
      '--live must be an https URL without credentials (http on loopback only)',
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

type ListName =
  | 'listConnections'
  | 'listOrganizations'
  | 'listSamlConnections'
  | 'listOidcConnections'
  | 'listDirectories'
type Item<N extends ListName> = Answer<N>['items'][number]

async function all<N extends ListName>(client: AdminClient, name: N): Promise<Item<N>[]> {
  const found: Item<N>[] = []
  for (let after: string | undefined; ;) {
    const query = { limit: 500, ...(after === undefined ? {} : { after }) }
    const page = (await client.call(name, { query } as never)) as Answer<N>
    found.push(...page.items)
    if (page.next === null) return found
    after = page.next
  }
}

async function groupsOf(client: AdminClient, organization: string) {
  const found: Answer<'listGroups'>['items'] = []
  for (let after: string | undefined; ;) {
    const query = { limit: 500, ...(after === undefined ? {} : { after }) }
    const page = await client.call('listGroups', { params: { organization }, query })
    found.push(...page.items)
    if (page.next === null) return found
    after = page.next
  }
}

/** Everything the contract check and the steps look at. @throws Refusal when the service cannot be asked */
export async function readService(client: AdminClient): Promise<LiveService> {
  const [organizations, connections, oidcConnections, directories] = await Promise.all([
    all(client, 'listOrganizations'),
    all(client, 'listSamlConnections'),
    all(client, 'listOidcConnections'),
    all(client, 'listDirectories'),
  ])
  const groups = await Promise.all(organizations.map(({ name }) => groupsOf(client, name)))
  return {
    url: client.serviceUrl,
    ...{ organizations, connections, oidcConnections, directories, groups: groups.flat() },
  }
}

/** Names of all connections, whatever they speak. */
export async function connectionNames(client: AdminClient): Promise<readonly string[]> {
  return (await all(client, 'listConnections')).map(({ name }) => name)
}
