/** mortise_directory: where an IdP pushes an organization's people by SCIM. Its base URL follows from names that never change. */
import type { DirectoryBody } from '../../admin-api/index.js'
import { scimEndpoints } from '../../core/index.js'
import { complaintsOf } from '../complaints.js'
import {
  bool,
  definitionsFor,
  DiagnosticError,
  object,
  string,
  UNKNOWN,
} from '../framework/index.js'
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

const capabilitiesOf = (has: DirectoryBody['capabilities']) => ({
  groups: has.groups,
  import: has.import,
  created: has.created,
  deactivated: has.deactivated,
  deleted: has.deleted,
  permission: has.permission,
})

const stateOf = (body: DirectoryBody) => ({
  ...decidedOf(fromBody(body)),
  id: body.name,
  baseUrl: body.baseUrl,
  capabilities: capabilitiesOf(body.capabilities),
})

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
    id: string({
      computed: true,
      useStateForUnknown: true,
      description:
        'The name, once the directory exists: for whatever must not be asked for before, such as an ephemeral `mortise_directory_token`.',
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
  async modifyPlan({ prior, planned, client, signal, log }) {
    const { name, organization } = planned
    const isAsked = prior === null && typeof organization === 'string'
    if (!isAsked || client === undefined) return
    const preset = await client.around.presetOf(organization, { signal, log })
    if (preset === undefined) return
    const found = complaintsOf(() => scimEndpoints('', preset.key, 'name'), ['organization'])
    if (preset.scim === null) throw new DiagnosticError(...found)
    const capabilities = capabilitiesOf(preset.scim)
    const publicUrl = await client.around.publicUrl({ signal, log })
    const isKnown = typeof name === 'string' && publicUrl !== undefined
    const baseUrl = isKnown ? scimEndpoints(publicUrl, preset.key, name).scimBaseUrl : UNKNOWN
    return { planned: { ...planned, baseUrl, capabilities } }
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
