/** mortise_connection and mortise_connections: how connections stand, whatever they speak. */
import type { ConnectionBody } from '../../admin-api/index.js'
import { definitionsFor, list, object, string } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'

const { defineDataSource } = definitionsFor<ServiceClient>()

const stateOf = ({ evidence, ...connection }: ConnectionBody) => ({
  name: connection.name,
  protocol: connection.protocol,
  organization: connection.organization,
  preset: connection.preset,
  idp: connection.idp,
  status: connection.status,
  configDigest: connection.configDigest,
  testedAt: evidence?.current === true ? evidence.testedAt : null,
})

const standing = {
  protocol: string({ computed: true, description: 'saml or oidc.' }),
  organization: string({ computed: true, description: 'Whose connection it is.' }),
  preset: string({ computed: true, description: "The organization's service preset." }),
  idp: string({ computed: true, description: "The IdP's entity ID or issuer." }),
  status: string({
    computed: true,
    description: 'draft, tested, enabled, stale, suspended or disabled.',
  }),
  configDigest: string({ computed: true, description: 'Of all that matters to a sign-in.' }),
  testedAt: string({
    computed: true,
    nullable: true,
    description: 'When a test of the configuration of now passed; null when none did.',
  }),
}

export const connection = defineDataSource({
  typeName: 'connection',
  description: 'One connection, and how it stands.',
  attributes: {
    name: string({ required: true, description: 'Name of the connection.' }),
    ...standing,
  },
  async read({ config: { name }, client, signal }) {
    return stateOf(await client.call('getConnection', { params: { name }, signal }))
  },
})

async function allOf(
  client: ServiceClient,
  organization: string | null,
  signal: AbortSignal,
): Promise<readonly ConnectionBody[]> {
  const found: ConnectionBody[] = []
  for (let after: string | undefined; ;) {
    const query = {
      limit: 1000,
      ...(organization ? { organization } : {}),
      ...(after ? { after } : {}),
    }
    const { items, next } = await client.call('listConnections', { query, signal })
    found.push(...items)
    if (next === null) return found
    after = next
  }
}

export const connections = defineDataSource({
  typeName: 'connections',
  description: 'All connections, or those of an organization, by name.',
  attributes: {
    organization: string({ optional: true, description: 'Only those of this organization.' }),
    connections: list(
      object({ name: string({ computed: true, description: 'Its name.' }), ...standing }),
      { computed: true, description: 'By name.' },
    ),
  },
  async read({ config: { organization }, client, signal }) {
    const found = await allOf(client, organization, signal)
    return { organization, connections: found.map(stateOf) }
  },
})
