/** mortise_sso_policy: whether an organization's people must sign in through their IdP. */
import type { SsoPolicyBody } from '../../admin-api/index.js'
import {
  bool,
  definitionsFor,
  error,
  isUnknown,
  set,
  sizeBetween,
  string,
  warning,
} from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { creation, organizationName, unchangedSince } from './attributes.js'

const { defineResource } = definitionsFor<ServiceClient>()

type Policy = Pick<SsoPolicyBody, 'organization' | 'requireSso' | 'breakGlassAdministrators'>

const stateOf = ({ organization, requireSso, breakGlassAdministrators }: Policy): Policy => ({
  organization,
  requireSso,
  breakGlassAdministrators,
})

const bodyOf = ({
  requireSso,
  breakGlassAdministrators,
}: Omit<Readonly<Policy>, 'breakGlassAdministrators'> & {
  readonly breakGlassAdministrators: readonly string[]
}) => ({ requireSso, breakGlassAdministrators })

export const ssoPolicy = defineResource({
  typeName: 'sso_policy',
  description:
    'The sign-in policy of an organization. SSO can be required once an enabled connection was tested as it is, and a break-glass administrator has signed in with the password of now.',
  identifiedBy: ['organization'],
  timeoutsAttribute: true,
  attributes: {
    organization: organizationName,
    requireSso: bool({
      required: true,
      description: 'Refuse sign-in by password to all but the break-glass administrators.',
    }),
    breakGlassAdministrators: set(
      string({
        normalize: (email) => email.toLowerCase(),
        description: 'E-mail address of an administrator.',
      }),
      {
        optional: true,
        default: [],
        validate: [sizeBetween(0, 20)],
        description: 'E-mail addresses of administrators who may enter by password even so.',
      },
    ),
  },
  validate({ config }) {
    const { requireSso, breakGlassAdministrators: named } = config
    if (requireSso !== true || isUnknown(named) || (named?.length ?? 0) > 0) return []
    return [
      error(
        'No break-glass administrator',
        'SSO is required, and nobody could enter if the IdP failed.\n\nName at least one administrator whose password works.\n\nCode: break-glass-missing',
        ['breakGlassAdministrators'],
      ),
    ]
  },
  async create({ planned, client, signal }) {
    const params = { organization: planned.organization }
    const body = bodyOf(planned)
    return stateOf(
      await client.call('putSsoPolicy', { params, body, condition: creation(), signal }),
    )
  },
  async read({ state: { organization }, client, signal, report }) {
    const found = await client.find('getSsoPolicy', { params: { organization }, signal })
    for (const { code, detail, remedy } of found?.faults ?? []) {
      report(
        warning(
          'Required SSO stands on less than it did',
          `${organization}: ${detail}.\n\n${remedy}\n\nCode: ${code}`,
        ),
      )
    }
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const params = { organization: planned.organization }
    const current = await client.call('getSsoPolicy', { params, signal })
    const what = `sign-in policy of organization "${planned.organization}"`
    const condition = unchangedSince(what, stateOf(copied(prior)), current)
    return stateOf(
      await client.call('putSsoPolicy', { params, body: bodyOf(planned), condition, signal }),
    )
  },
  async delete({ state: { organization }, client, signal }) {
    await client.find('deleteSsoPolicy', { params: { organization }, signal })
  },
})

const copied = <P extends { readonly breakGlassAdministrators: readonly string[] }>(policy: P) => ({
  ...policy,
  breakGlassAdministrators: [...policy.breakGlassAdministrators],
})
