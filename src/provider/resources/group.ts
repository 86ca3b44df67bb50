/** mortise_group: a group of an organization, matched at sign-in as the preset says. */
import type { Group } from '../../core/index.js'
import { definitionsFor, lengthBetween, string } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { creation, organizationName, unchangedSince } from './attributes.js'

const { defineResource } = definitionsFor<ServiceClient>()

const stateOf = ({ organization, name, idpIdentifier }: Group): Group => ({
  organization,
  name,
  idpIdentifier,
})

const paramsOf = ({ organization, name }: Pick<Group, 'organization' | 'name'>) => ({
  organization,
  name,
})

const bodyOf = ({ idpIdentifier }: Pick<Group, 'idpIdentifier'>) => ({ idpIdentifier })

export const group = defineResource({
  typeName: 'group',
  description:
    'A group of an organization. A sign-in never creates groups: those the IdP names must exist.',
  identifiedBy: ['organization', 'name'],
  timeoutsAttribute: true,
  attributes: {
    organization: organizationName,
    name: string({
      required: true,
      requiresReplace: true,
      validate: [lengthBetween(1, 256)],
      description: 'Name of the group, case-sensitive. Changing it replaces the group.',
    }),
    idpIdentifier: string({
      optional: true,
      validate: [lengthBetween(1, 256)],
      description:
        'How the IdP names this group, usually a GUID, for presets that match groups by identifier.',
    }),
  },
  async create({ planned, client, signal }) {
    return stateOf(
      await client.call('putGroup', {
        params: paramsOf(planned),
        body: bodyOf(planned),
        condition: creation(),
        signal,
      }),
    )
  },
  async read({ state, client, signal }) {
    const found = await client.find('getGroup', { params: paramsOf(state), signal })
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const params = paramsOf(planned)
    const current = await client.call('getGroup', { params, signal })
    const condition = unchangedSince(`group "${planned.name}"`, stateOf(prior), current)
    return stateOf(
      await client.call('putGroup', { params, body: bodyOf(planned), condition, signal }),
    )
  },
  async delete({ state, client, signal }) {
    await client.find('deleteGroup', { params: paramsOf(state), signal })
  },
})
