/** mortise_space: a part of an organization that people enter with a role of its own. */
import { checkSpace, type Space } from '../../core/index.js'
import { complaintsOf } from '../complaints.js'
import { definitionsFor, DiagnosticError, string } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { labelRule, organizationName, unchangedSince } from './attributes.js'
import { importedNamed } from './import-ids.js'

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

const puttingOf = (space: Space, signal: AbortSignal) =>
  ({
    put: 'putSpace',
    get: 'getSpace',
    params: paramsOf(space),
    body: { displayName: space.displayName },
    signal,
    type: 'mortise_space',
    id: `${space.organization}/${space.name}`,
  }) as const

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
      validate: [labelRule],
      description: 'Name of the space as IdPs send it, case-sensitive. Changing it replaces it.',
    }),
    displayName: string({
      optional: true,
      validate: [labelRule],
      description: 'The name people see.',
    }),
  },
  import: ({ id }) => importedNamed(id),
  async modifyPlan({ prior, planned: { organization, name }, client, signal, log }) {
    const isAsked = prior === null && typeof organization === 'string' && typeof name === 'string'
    if (!isAsked || client === undefined) return
    const preset = await client.around.presetOf(organization, { signal, log })
    const where = preset?.spaces === null ? 'organization' : 'name'
    const found = preset ? complaintsOf(() => checkSpace(preset, name), [where]) : []
    if (found.length > 0) throw new DiagnosticError(...found)
  },
  async create({ planned, client, signal }) {
    return stateOf(await client.create(puttingOf(planned, signal)))
  },
  async read({ state, client, signal }) {
    const found = await client.read({
      get: 'getSpace',
      list: 'listSpaces',
      within: { organization: state.organization },
      params: paramsOf(state),
      key: { name: state.name },
      signal,
    })
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const putting = puttingOf(planned, signal)
    const current = await client.call('getSpace', { params: putting.params, signal })
    const condition = unchangedSince(`space "${planned.name}"`, stateOf(prior), current)
    return stateOf(await client.replace(putting, condition))
  },
  async delete({ state, client, signal }) {
    await client.find('deleteSpace', { params: paramsOf(state), signal })
  },
})
