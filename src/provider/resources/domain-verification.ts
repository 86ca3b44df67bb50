/** mortise_domain_verification: waits until DNS bears a claim out. A resource of its own, for the TXT record must be made between claim and proof. */
import { setTimeout } from 'node:timers/promises'
import { definitionsFor, string } from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { organizationName } from './attributes.js'
import { domainRule } from './domain.js'

const { defineResource } = definitionsFor<ServiceClient>()

/** DNS answers with a new record after seconds, rarely minutes. Milliseconds. */
const pause = 5000

interface Proven {
  readonly organization: string
  readonly name: string
  readonly verifiedAt: string | null
}

const stateOf = ({ organization, name, verifiedAt }: Proven) =>
  verifiedAt === null ? null : { organization, domain: name, verifiedAt }

export const domainVerification = defineResource({
  typeName: 'domain_verification',
  description:
    'Proves the claim of a `mortise_domain`: waits until the TXT record is found. Make it depend on the resource that publishes the record. Destroying it changes nothing at the service: what is proven stays proven while the claim stands.',
  identifiedBy: ['organization', 'domain'],
  timeouts: { create: '10m' },
  timeoutsAttribute: true,
  attributes: {
    organization: organizationName,
    domain: string({
      required: true,
      requiresReplace: true,
      validate: [domainRule],
      description: 'Name of the `mortise_domain`.',
    }),
    verifiedAt: string({
      computed: true,
      useStateForUnknown: true,
      description: 'When the record was found.',
    }),
  },
  async create({ planned: { organization, domain }, client, signal, log }) {
    const params = { organization, name: domain }
    for (let tries = 1; ; tries++) {
      const isLast = signal.aborted
      const found = isLast
        ? await client.call('verifyDomain', { params })
        : await client.unless('domain-unverified', 'verifyDomain', { params })
      const proven = found && stateOf(found)
      if (proven) return proven
      log('info', `the TXT record was not found yet, try ${tries}`)
      // When the time is up, the last look's own finding is the answer.
      await setTimeout(pause, undefined, { signal }).catch(() => undefined)
    }
  },
  async read({ state: { organization, domain }, client, signal }) {
    const params = { organization, name: domain }
    const found = await client.find('getDomain', { params, signal })
    return found ? stateOf(found) : null
  },
  async delete() {
    // The proof goes with the claim.
  },
})
