/** mortise_domain: a claim to the e-mail addresses of a domain, with the TXT record that proves it. */
import type { DomainBody } from '../../admin-api/index.js'
import { DomainName } from '../../admin-api/index.js'
import { definitionsFor, string, type Validator } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { creation, nameRule, organizationName, unchangedSince } from './attributes.js'

const { defineResource } = definitionsFor<ServiceClient>()

export const domainRule: Validator<string> = Object.assign(
  (value: string) =>
    DomainName.safeParse(value).data === value
      ? undefined
      : 'must be a domain such as example.com, in lower case and in its ASCII form',
  { rule: 'a domain in lower case, in its ASCII form' },
)

type Key = Pick<DomainBody, 'organization' | 'name'>

/** Terraform keeps the word `connection` for itself. */
const decidedOf = ({ organization, name, connection }: Key & Pick<DomainBody, 'connection'>) => ({
  organization,
  name,
  connectionName: connection,
})

const stateOf = (body: DomainBody) => ({
  ...decidedOf(body),
  recordName: body.recordName,
  recordValue: body.recordValue,
})

const paramsOf = ({ organization, name }: Key) => ({
  organization,
  name,
})

export const domain = defineResource({
  typeName: 'domain',
  description:
    'Claims an e-mail domain for an organization. Publish `record_value` as TXT record `record_name`, then let `mortise_domain_verification` prove the claim: only then do addresses of the domain lead to a connection.',
  identifiedBy: ['organization', 'name'],
  timeoutsAttribute: true,
  attributes: {
    organization: organizationName,
    name: string({
      required: true,
      requiresReplace: true,
      validate: [domainRule],
      description: 'The domain. Changing it replaces the claim.',
    }),
    connectionName: string({
      optional: true,
      validate: [nameRule],
      description:
        "Where people of the domain sign in. Left out: the organization's only enabled connection.",
    }),
    recordName: string({
      computed: true,
      useStateForUnknown: true,
      description: 'Name of the TXT record to publish.',
    }),
    recordValue: string({
      computed: true,
      useStateForUnknown: true,
      description: 'What the TXT record must say.',
    }),
  },
  async create({ planned, client, signal }) {
    const body = { connection: planned.connectionName }
    const params = paramsOf(planned)
    return stateOf(await client.call('putDomain', { params, body, condition: creation(), signal }))
  },
  async read({ state, client, signal }) {
    const found = await client.find('getDomain', { params: paramsOf(state), signal })
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const params = paramsOf(planned)
    const current = await client.call('getDomain', { params, signal })
    const { organization, name, connectionName } = prior
    const seen = { organization, name, connectionName }
    const now = { ...decidedOf(current), version: current.version }
    const condition = unchangedSince(`domain "${planned.name}"`, seen, now)
    const body = { connection: planned.connectionName }
    return stateOf(await client.call('putDomain', { params, body, condition, signal }))
  },
  async delete({ state, client, signal }) {
    await client.find('deleteDomain', { params: paramsOf(state), signal })
  },
})
