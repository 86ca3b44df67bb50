/** mortise_group: a group of an organization, matched at sign-in as the preset says. */
import type { Group } from '../../core/index.js'
import { definitionsFor, lengthBetween, string } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { organizationName, unchangedSince } from './attributes.js'

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

const puttingOf = (group: Group, signal: AbortSignal) =>
  ({
    put: 'putGroup',
    get: 'getGroup',
    params: paramsOf(group),
    body: { idpIdentifier: group.idpIdentifier },
    signal,
    type: 'mortise_group',
    id: `${group.organization}/${group.name}`,
  }) as const

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
    return stateOf(await client.create(puttingOf(planned, signal)))
  },
  async read({ state, client, signal }) {
    const found = await client.read({
      get: 'getGroup',
      list: 'listGroups',
      within: { organization: state.organization },
      params: paramsOf(state),
      name: state.name,
      signal,
    })
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const putting = puttingOf(planned, signal)
    const current = await client.call('getGroup', { params: putting.params, signal })
    const condition = unchangedSince(`group "${planned.name}"`, stateOf(prior), current)
    return stateOf(await client.replace(putting, condition))
  },
  async delete({ state, client, signal }) {
    await client.find('deleteGroup', { params: paramsOf(state), signal })
  },
})
