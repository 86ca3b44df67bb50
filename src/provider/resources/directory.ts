/** mortise_directory: where an IdP pushes an organization's people by SCIM. Its base URL follows from names that never change. */
import type { DirectoryBody } from '../../admin-api/index.js'
import { bool, definitionsFor, object, string } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { creation, nameRule, organizationName, unchangedSince } from './attributes.js'

const { defineResource } = definitionsFor<ServiceClient>()

/** `connection` is a word Terraform reserves. */
interface Decided {
  readonly name: string
  readonly organization: string
  readonly connectionName: string | null
}

const decidedOf = ({ name, organization, connectionName }: Decided): Decided => ({
  name,
  organization,
  connectionName,
})

const fromBody = <B extends DirectoryBody>(body: B) => ({
  ...body,
  connectionName: body.connection,
})

const stateOf = (body: DirectoryBody) => {
  const directory = fromBody(body)
  const { groups, created, deactivated, deleted, permission } = directory.capabilities
  return {
    ...decidedOf(directory),
    baseUrl: directory.baseUrl,
    capabilities: {
      ...{ groups, import: directory.capabilities.import },
      ...{ created, deactivated, deleted, permission },
    },
  }
}

const bodyOf = ({ organization, connectionName }: Decided) => ({
  organization,
  connection: connectionName,
})

const told = (description: string) => string({ computed: true, description })

export const directory = defineResource({
  typeName: 'directory',
  description:
    "Where an IdP pushes an organization's people, and groups where the preset has them, by SCIM 2.0. SSO must work first.",
  identifiedBy: ['name'],
  timeoutsAttribute: true,
  attributes: {
    name: string({
      required: true,
      requiresReplace: true,
      validate: [nameRule],
      description: 'The name, chosen once. Changing it replaces the directory and its people.',
    }),
    organization: organizationName,
    connectionName: string({
      optional: true,
      validate: [nameRule],
      description: 'Name of the connection its people sign in by. Absent: any of the organization.',
    }),
    baseUrl: string({
      computed: true,
      useStateForUnknown: true,
      description: 'Okta: SCIM connector base URL. Entra: Tenant URL.',
    }),
    capabilities: object(
      {
        groups: bool({ computed: true, description: 'Are groups taken, or people only?' }),
        import: bool({ computed: true, description: 'May the IdP import our people?' }),
        created: told('State of a person created by SCIM.'),
        deactivated: told('What active = false comes to.'),
        deleted: told('What DELETE comes to.'),
        permission: told('The permission a token needs.'),
      },
      {
        computed: true,
        useStateForUnknown: true,
        description: "What the service's preset lets a directory do.",
      },
    ),
  },
  async create({ planned, client, signal }) {
    return stateOf(
      await client.call('putDirectory', {
        params: { name: planned.name },
        body: bodyOf(planned),
        condition: creation(),
        signal,
      }),
    )
  },
  async read({ state: { name }, client, signal }) {
    const found = await client.find('getDirectory', { params: { name }, signal })
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const params = { name: planned.name }
    const current = await client.call('getDirectory', { params, signal })
    const condition = unchangedSince(
      `directory "${planned.name}"`,
      decidedOf(prior),
      fromBody(current),
    )
    return stateOf(
      await client.call('putDirectory', { params, body: bodyOf(planned), condition, signal }),
    )
  },
  async delete({ state: { name }, client, signal }) {
    await client.find('deleteDirectory', { params: { name }, signal })
  },
})
