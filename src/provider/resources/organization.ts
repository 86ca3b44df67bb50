/** mortise_organization. Role rules live here, not in resources of their own: a grant made behind Terraform's back must show as drift. */
import { parseOrganization, presetKeys, type Organization } from '../../core/index.js'
import { complaintsOf } from '../complaints.js'
import {
  definitionsFor,
  isWhollyKnown,
  lengthBetween,
  object,
  oneOf,
  set,
  string,
} from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { nameRule, unchangedSince } from './attributes.js'

const { defineResource } = definitionsFor<ServiceClient>()

const stateOf = ({ name, preset, displayName, roleRules }: Organization): Organization => ({
  name,
  preset,
  displayName,
  roleRules,
})

/** The name stands in the URL, the rest in the body. */
const puttingOf = ({ name, ...body }: Organization, signal: AbortSignal) =>
  ({
    put: 'putOrganization',
    get: 'getOrganization',
    params: { name },
    body,
    signal,
    type: 'mortise_organization',
    id: name,
  }) as const

export const organization = defineResource({
  typeName: 'organization',
  description: 'A customer of the service: owns connections, groups and role rules.',
  identifiedBy: ['name'],
  timeoutsAttribute: true,
  attributes: {
    name: string({
      required: true,
      requiresReplace: true,
      validate: [nameRule],
      description: 'The name, chosen once. Changing it replaces the organization.',
    }),
    preset: string({
      required: true,
      requiresReplace: true,
      validate: [oneOf(...presetKeys)],
      description: 'The service preset: what the service demands of a connection.',
    }),
    displayName: string({
      required: true,
      validate: [lengthBetween(1, 256)],
      description: 'The name people see.',
    }),
    roleRules: set(
      object({
        group: string({
          required: true,
          validate: [lengthBetween(1, 256)],
          description: 'Name of a group of the organization, case-sensitive.',
        }),
        role: string({
          required: true,
          description: 'The role its people hold; one the preset knows.',
        }),
      }),
      {
        optional: true,
        default: [],
        description:
          'Group → role. The whole set: a rule added elsewhere shows as drift and is removed.',
      },
    ),
  },
  validate({ config }) {
    if (!isWhollyKnown(config)) return []
    const { preset, displayName, roleRules } = config
    return complaintsOf(() =>
      parseOrganization({ preset, displayName, roleRules: roleRules ?? [] }),
    )
  },
  async create({ planned, client, signal }) {
    return stateOf(await client.create(puttingOf(planned, signal)))
  },
  async read({ state: { name }, client, signal }) {
    const found = await client.read({
      get: 'getOrganization',
      list: 'listOrganizations',
      params: { name },
      name,
      signal,
    })
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const putting = puttingOf(planned, signal)
    const current = await client.call('getOrganization', { params: putting.params, signal })
    const condition = unchangedSince(`organization "${planned.name}"`, stateOf(prior), current)
    return stateOf(await client.replace(putting, condition))
  },
  async delete({ state: { name }, client, signal }) {
    await client.find('deleteOrganization', { params: { name }, signal })
  },
})
