/** mortise_connection_activation: that a connection carries sign-ins, and on what evidence. */
import type { ActivationBody } from '../../admin-api/index.js'
import {
  definitionsFor,
  isUnknown,
  lengthBetween,
  string,
  UNKNOWN,
  warning,
  type Diagnostic,
} from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { creation, nameRule, unchangedSince } from './attributes.js'

const { defineResource } = definitionsFor<ServiceClient>()

const decidedOf = ({ connection, override }: Pick<ActivationBody, 'connection' | 'override'>) => ({
  connectionName: connection,
  overrideReason: override?.reason ?? null,
})

const stateOf = (body: ActivationBody) => ({
  ...decidedOf(body),
  configDigest: body.configDigest,
  evidenceDigest: body.evidenceDigest,
  testedAt: body.testedAt,
  status: body.status,
})

type State = ReturnType<typeof stateOf>

const bodyOf = ({ overrideReason }: Pick<State, 'overrideReason'>) => ({
  override: overrideReason === null ? null : { reason: overrideReason },
})

/** What a person must know before anything is applied: the proof is about another configuration. */
function staleness({
  connectionName: connection,
  configDigest,
  evidenceDigest,
  status,
}: Record<'connectionName' | 'configDigest' | 'evidenceDigest' | 'status', string>): Diagnostic {
  const effect =
    status === 'suspended'
      ? 'It names another IdP now, so nobody can sign in through it until it is tested'
      : 'It goes on carrying sign-ins'
  return warning(
    'Stale evidence',
    `Connection "${connection}" was changed after it was proven: its configuration is ${configDigest.slice(0, 12)}, proven was ${evidenceDigest.slice(0, 12)}. ${effect}.\n\nMake a test (POST /admin/v1/connections/${connection}/tests), open its URL and sign in; or give override_reason.\n\nCode: evidence-stale`,
    ['evidenceDigest'],
  )
}

export const connectionActivation = defineResource({
  typeName: 'connection_activation',
  description:
    'Enables a connection. It is enabled only after a test sign-in of its very configuration has passed, or by an override that says why. Destroying it disables the connection, and its sessions end.',
  identifiedBy: ['connectionName'],
  timeoutsAttribute: true,
  attributes: {
    connectionName: string({
      required: true,
      requiresReplace: true,
      validate: [nameRule],
      description: 'Name of the connection, SAML or OpenID Connect.',
    }),
    overrideReason: string({
      optional: true,
      validate: [lengthBetween(10, 500)],
      description:
        "Enables without a passed test; written to the service's record of changes. Given while the evidence is stale, it answers for the changed configuration too.",
    }),
    configDigest: string({ computed: true, description: 'Of the configuration of now.' }),
    evidenceDigest: string({
      computed: true,
      description: 'Of the configuration last proven by a test, or answered for by an override.',
    }),
    testedAt: string({
      computed: true,
      nullable: true,
      description: 'When the test passed that proves it; null under an override alone.',
    }),
    status: string({ computed: true, description: 'enabled, stale or suspended.' }),
  },
  modifyPlan({ prior, planned, report }) {
    if (prior === null || prior.evidenceDigest === prior.configDigest) return
    report(staleness(prior))
    const { overrideReason } = planned
    if (overrideReason === null || isUnknown(overrideReason)) return
    // The override is renewed for the changed configuration, on record, and not before somebody has seen this plan.
    return {
      planned: {
        ...planned,
        configDigest: UNKNOWN,
        evidenceDigest: UNKNOWN,
        testedAt: UNKNOWN,
        status: UNKNOWN,
      },
    }
  },
  async create({ planned, client, signal }) {
    const params = { name: planned.connectionName }
    const body = bodyOf(planned)
    return stateOf(
      await client.call('putActivation', { params, body, condition: creation(), signal }),
    )
  },
  async read({ state: { connectionName }, client, signal }) {
    const params = { name: connectionName }
    const found = await client.find('getActivation', { params, signal })
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const params = { name: planned.connectionName }
    const current = await client.call('getActivation', { params, signal })
    const { connectionName, overrideReason } = prior
    const condition = unchangedSince(
      `activation of connection "${connectionName}"`,
      { connectionName, overrideReason },
      { ...decidedOf(current), version: current.version },
    )
    return stateOf(
      await client.call('putActivation', { params, body: bodyOf(planned), condition, signal }),
    )
  },
  async delete({ state: { connectionName }, client, signal }) {
    await client.find('deleteActivation', { params: { name: connectionName }, signal })
  },
})
