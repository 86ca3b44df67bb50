/** The configuration of a running service, over its admin API; and the people it knows already. */
import { everyOne, orUndefined, type AdminClient, type UserBody } from '../../admin-api/index.js'
import type { Entries } from '../../program/index.js'
import type { Noun, NounKind, Nouns } from './noun.js'

const noun = (kind: NounKind, address: string, values: object): Noun => ({
  kind,
  place: { address },
  // A body of the admin API is JSON, and nothing in it is unknown.
  values: values as Entries,
})

async function inOrganization(client: AdminClient, name: string): Promise<readonly Noun[]> {
  const params = { organization: name }
  const path = `organizations/${name}`
  const groups = await everyOne((query) => client.call('listGroups', { params, query }))
  const spaces = await everyOne((query) => client.call('listSpaces', { params, query }))
  return [
    ...groups.map((each) => noun('group', `${path}/groups/${each.name}`, each)),
    ...spaces.map((each) => noun('space', `${path}/spaces/${each.name}`, each)),
  ]
}

const carriesSignIns = new Set(['enabled', 'stale'])

/** @throws Refusal with the service's finding, or `service-unreachable` */
export async function nounsOfService(client: AdminClient): Promise<Nouns> {
  const organizations = await everyOne((query) => client.call('listOrganizations', { query }))
  const within: Noun[] = []
  for (const { name } of organizations) within.push(...(await inOrganization(client, name)))
  const saml = await everyOne((query) => client.call('listSamlConnections', { query }))
  const oidc = await everyOne((query) => client.call('listOidcConnections', { query }))
  const directories = await everyOne((query) => client.call('listDirectories', { query }))
  return {
    origin: client.serviceUrl,
    notes: [],
    serviceUrl: client.serviceUrl,
    nouns: [
      ...organizations.map((each) => noun('organization', `organizations/${each.name}`, each)),
      ...within,
      ...saml.map((each) => {
        const { acsUrl, spEntityId } = each.endpoints
        return noun('saml_connection', `saml-connections/${each.name}`, {
          ...{ ...each, acsUrl, spEntityId },
        })
      }),
      ...oidc.map((each) => noun('oidc_connection', `oidc-connections/${each.name}`, each)),
      ...[...saml, ...oidc]
        .filter(({ status }) => carriesSignIns.has(status))
        .map(({ name }) =>
          noun('connection_activation', `connections/${name}/activation`, { connectionName: name }),
        ),
      ...directories.map((each) =>
        noun('directory', `directories/${each.name}`, { ...each, connectionName: each.connection }),
      ),
    ],
  }
}

/** Somebody the service knows, by login or e-mail address. */
export type FindPerson = (
  organization: string,
  names: readonly string[],
) => Promise<UserBody | undefined>

export const findPersonAt =
  (client: AdminClient): FindPerson =>
  async (organization, names) => {
    for (const login of names) {
      if (login === '') continue
      const found = await orUndefined(client.call('getUser', { params: { organization, login } }))
      if (found) return found
    }
    return undefined
  }
