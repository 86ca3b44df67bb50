/** mortise_group: a group of an organization, or of one of its spaces, matched at sign-in as the preset says. */
import { checkGroupSpace, type Group } from '../../core/index.js'
import { complaintsOf } from '../complaints.js'
import { definitionsFor, DiagnosticError, string } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { labelRule, organizationName, unchangedSince } from './attributes.js'
import { importedGroup } from './import-ids.js'

const { defineResource } = definitionsFor<ServiceClient>()

interface State {
  readonly organization: string
  readonly name: string
  readonly space: string | null
  readonly idpIdentifier: string | null
}

type Key = Pick<State, 'organization' | 'name' | 'space'>

const stateOf = ({ organization, name, space, idpIdentifier }: Group): State => ({
  organization,
  name,
  space: space ?? null,
  idpIdentifier,
})

const paramsOf = ({ organization, name }: Key) => ({ organization, name })

/** Which of the groups of this name. */
const queryOf = ({ space }: Key) => (space === null ? {} : { space })

const importIdOf = ({ organization, name, space }: Key): string =>
  space === null ? `${organization}/${name}` : `${organization}/${name}?space=${space}`

const puttingOf = (group: State, signal: AbortSignal) =>
  ({
    put: 'putGroup',
    get: 'getGroup',
    params: paramsOf(group),
    query: queryOf(group),
    body: { idpIdentifier: group.idpIdentifier, ...queryOf(group) },
    signal,
    type: 'mortise_group',
    id: importIdOf(group),
  }) as const

export const group = defineResource({
  typeName: 'group',
  description:
    'A group of an organization, or of one of its spaces. A sign-in never creates groups: those the IdP names must exist.',
  identifiedBy: ['organization', 'name', 'space'],
  importedBy: ['organization/name', 'organization/name?space=space'],
  timeoutsAttribute: true,
  attributes: {
    organization: organizationName,
    name: string({
      required: true,
      requiresReplace: true,
      validate: [labelRule],
      description: 'Name of the group, case-sensitive. Changing it replaces the group.',
    }),
    space: string({
      optional: true,
      requiresReplace: true,
      validate: [labelRule],
      description:
        'The space it belongs to, under services whose groups have spaces: the same name in another space is another group. Changing it replaces the group.',
    }),
    idpIdentifier: string({
      optional: true,
      validate: [labelRule],
      description:
        'How the IdP names this group, usually a GUID, for presets that match groups by identifier.',
    }),
  },
  import: ({ id }) => importedGroup(id),
  async modifyPlan({ prior, planned: { organization, space }, client, signal, log }) {
    const isAsked = prior === null && typeof organization === 'string' && typeof space === 'string'
    if (!isAsked || client === undefined) return
    const preset = await client.around.presetOf(organization, { signal, log })
    const found = preset ? complaintsOf(() => checkGroupSpace(preset, space)) : []
    if (found.length > 0) throw new DiagnosticError(...found)
  },
  async create({ planned, client, signal }) {
    return stateOf(await client.create(puttingOf(planned, signal)))
  },
  async read({ state, client, signal }) {
    const { name, space } = state
    const found = await client.read({
      get: 'getGroup',
      list: 'listGroups',
      within: { organization: state.organization },
      params: paramsOf(state),
      query: queryOf(state),
      key: { name, space },
      signal,
    })
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const putting = puttingOf(planned, signal)
    const { params, query } = putting
    const current = await client.call('getGroup', { params, query, signal })
    const seen = { ...stateOf(current), version: current.version }
    const condition = unchangedSince(`group "${importIdOf(planned)}"`, stateOf(prior), seen)
    return stateOf(await client.replace(putting, condition))
  },
  async delete({ state, client, signal }) {
    const query = queryOf(state)
    await client.find('deleteGroup', { params: paramsOf(state), query, signal })
  },
})
