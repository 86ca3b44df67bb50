/** mortise_space: a part of an organization that people enter with a role of its own. */
import type { Space } from '../../core/index.js'
import { definitionsFor, lengthBetween, string } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { creation, organizationName, unchangedSince } from './attributes.js'

const { defineResource } = definitionsFor<ServiceClient>()

const stateOf = ({ organization, name, displayName }: Space): Space => ({
  organization,
  name,
  displayName,
})

const paramsOf = ({ organization, name }: Pick<Space, 'organization' | 'name'>) => ({
  organization,
  name,
})

const bodyOf = ({ displayName }: Pick<Space, 'displayName'>) => ({ displayName })

export const space = defineResource({
  typeName: 'space',
  description:
    'A space of an organization, for presets that have spaces. A sign-in never creates spaces: those the IdP names must exist.',
  identifiedBy: ['organization', 'name'],
  timeoutsAttribute: true,
  attributes: {
    organization: organizationName,
    name: string({
      required: true,
      requiresReplace: true,
      validate: [lengthBetween(1, 256)],
      description: 'Name of the space as IdPs send it, case-sensitive. Changing it replaces it.',
    }),
    displayName: string({
      optional: true,
      validate: [lengthBetween(1, 256)],
      description: 'The name people see.',
    }),
  },
  async create({ planned, client, signal }) {
    return stateOf(
      await client.call('putSpace', {
        params: paramsOf(planned),
        body: bodyOf(planned),
        condition: creation(),
        signal,
      }),
    )
  },
  async read({ state, client, signal }) {
    const found = await client.find('getSpace', { params: paramsOf(state), signal })
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const params = paramsOf(planned)
    const current = await client.call('getSpace', { params, signal })
    const condition = unchangedSince(`space "${planned.name}"`, stateOf(prior), current)
    return stateOf(
      await client.call('putSpace', { params, body: bodyOf(planned), condition, signal }),
    )
  },
  async delete({ state, client, signal }) {
    await client.find('deleteSpace', { params: paramsOf(state), signal })
  },
})
