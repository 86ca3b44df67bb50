/** mortise_organization. Role rules live here, not in resources of their own: a grant made behind Terraform's back must show as drift. */
import { parseOrganization, presetKeys, type Organization } from '../../core/index.js'
import { complaintsOf } from '../complaints.js'
import { definitionsFor, object, oneOf, set, string } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { labelRule, nameRule, unchangedSince } from './attributes.js'
import { always, knownElements, withStandIns } from './stand-ins.js'

const { defineResource } = definitionsFor<ServiceClient>()

/** What the organization may leave out: null in Terraform, absent on the wire. */
interface Access {
  readonly roles: readonly string[] | null
  readonly accountRoles: readonly string[] | null
  readonly defaultSpace: string | null
  readonly defaultRole: string | null
  readonly entitlements: readonly string[] | null
}

interface Rule {
  readonly group: string
  readonly role: string
  readonly space: string | null
}

type Content = Pick<Organization, 'preset' | 'displayName'> &
  Access & { readonly roleRules: readonly Rule[] }

/** Before defaults are filled in. */
type Draft = Omit<Content, 'roleRules'> & { readonly roleRules: Content['roleRules'] | null }

/** Left out on the wire, null in Terraform. */
const ruleToWire = ({ group, role, space }: Rule) =>
  space === null ? { group, role } : { group, role, space }

const stateOf = (organization: Organization): Content & { readonly name: string } => ({
  name: organization.name,
  preset: organization.preset,
  displayName: organization.displayName,
  roleRules: organization.roleRules.map(({ group, role, space }) => ({
    ...{ group, role, space: space ?? null },
  })),
  roles: organization.roles ?? null,
  accountRoles: organization.accountRoles ?? null,
  defaultSpace: organization.defaultSpace ?? null,
  defaultRole: organization.defaultRole ?? null,
  entitlements: organization.entitlements ?? null,
})

/** The name stands in the URL, the rest in the body; what is undefined goes unsaid, and is still compared with what exists. */
const bodyOf = (content: Content) => ({
  preset: content.preset,
  displayName: content.displayName,
  roleRules: content.roleRules.map(ruleToWire),
  roles: content.roles ?? undefined,
  accountRoles: content.accountRoles ?? undefined,
  defaultSpace: content.defaultSpace ?? undefined,
  defaultRole: content.defaultRole ?? undefined,
  entitlements: content.entitlements ?? undefined,
})

const puttingOf = (
  { name, ...content }: Content & { readonly name: string },
  signal: AbortSignal,
) =>
  ({
    put: 'putOrganization',
    get: 'getOrganization',
    params: { name },
    body: bodyOf(content),
    signal,
    type: 'mortise_organization',
    id: name,
  }) as const

const stateWith = (current: Organization & { readonly version: number }) => ({
  ...stateOf(current),
  version: current.version,
})

/** For checking the rest. Roles and preset have none: rules are judged by them. */
const standIns = {
  name: always('name'),
  displayName: always('Not known yet'),
  roleRules: knownElements,
  accountRoles: knownElements,
  entitlements: knownElements,
  defaultSpace: always(null),
  defaultRole: always(null),
}

const label = string({ validate: [labelRule] })

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
      validate: [labelRule],
      description: 'The name people see.',
    }),
    roleRules: set(
      object({
        group: string({
          required: true,
          validate: [labelRule],
          description: 'Name of a group of the organization, case-sensitive.',
        }),
        role: string({
          required: true,
          description: 'The role its people hold; one the preset knows.',
        }),
        space: string({
          optional: true,
          validate: [labelRule],
          description:
            'Only the group of this space. Left out: every group of the name, each in its own space.',
        }),
      }),
      {
        optional: true,
        default: [],
        description:
          'Group → role. The whole set: a rule added elsewhere shows as drift and is removed.',
      },
    ),
    roles: set(label, {
      optional: true,
      description: 'The roles there are, in place of the preset’s.',
    }),
    accountRoles: set(label, {
      optional: true,
      description: 'The account roles there are, for presets that read one from the IdP.',
    }),
    defaultSpace: string({
      optional: true,
      validate: [labelRule],
      description: 'Where someone enters whose IdP names no space.',
    }),
    defaultRole: string({
      optional: true,
      validate: [labelRule],
      description: 'The role given at first where nothing else says.',
    }),
    entitlements: set(label, {
      optional: true,
      description: 'What the vendor has granted: plans and licences.',
    }),
  },
  validate({ config }) {
    const known = withStandIns<object>(config, standIns) as Draft | undefined
    if (known === undefined) return []
    const roleRules = known.roleRules ?? []
    return complaintsOf(() => parseOrganization(bodyOf({ ...known, roleRules })))
  },
  modifyPlan({ planned: { name, preset }, client }) {
    // Whatever else this run makes in the organization is planned by its preset.
    if (typeof name === 'string' && typeof preset === 'string') client?.around.note(name, preset)
  },
  async create({ planned, client, signal }) {
    return stateOf(await client.create(puttingOf(planned, signal)))
  },
  async read({ state: { name }, client, signal }) {
    const found = await client.read({
      get: 'getOrganization',
      list: 'listOrganizations',
      params: { name },
      key: { name },
      signal,
    })
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const putting = puttingOf(planned, signal)
    const current = await client.call('getOrganization', { params: putting.params, signal })
    const condition = unchangedSince(`organization "${planned.name}"`, prior, stateWith(current))
    return stateOf(await client.replace(putting, condition))
  },
  async delete({ state: { name }, client, signal }) {
    await client.find('deleteOrganization', { params: { name }, signal })
  },
})
