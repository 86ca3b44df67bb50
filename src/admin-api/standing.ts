/** How a connection stands, as every connection's body tells it, whatever it speaks. */
import * as z from 'zod/mini'
import { Timestamp } from '../core/index.js'

const connectionStatuses = ['draft', 'tested', 'enabled', 'stale', 'suspended', 'disabled'] as const

const ConnectionStatus = z
  .enum(connectionStatuses)
  .check(
    z.describe(
      'draft: never tested as it is; tested: a test of this configuration has passed; enabled: carries sign-ins; stale: enabled, but changed since it was proven; suspended: enabled for another IdP than it names now, carries none until tested; disabled: switched off.',
    ),
  )

export const Digest = z
  .string()
  .check(
    z.describe(
      'SHA-256 over all that matters to a sign-in: decisions, IdP, endpoints, names in force.',
    ),
  )

const Evidence = z
  .object({
    test: z.string().check(z.describe('Id of the test that passed.')),
    configDigest: Digest,
    testedAt: Timestamp,
    current: z.boolean().check(z.describe('Is it about the configuration of now?')),
  })
  .check(z.meta({ id: 'Evidence' }))
export type Evidence = z.output<typeof Evidence>

export const connectionLife = {
  configDigest: Digest,
  status: ConnectionStatus,
  evidence: z
    .nullable(Evidence)
    .check(z.describe('The newest passed test; null when there is none.')),
}
export type ConnectionLife = {
  readonly [K in keyof typeof connectionLife]: z.output<(typeof connectionLife)[K]>
}
