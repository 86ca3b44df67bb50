/** Bodies about the keys by which an OpenID Connect connection proves who we are (private_key_jwt). Private keys never leave the service. */
import * as z from 'zod/mini'
import { Name, Timestamp } from '../core/index.js'

export const ClientKeyBody = z
  .object({
    connection: Name,
    id: z.string().check(z.describe('`kid` of the key in our JWKS.')),
    state: z
      .enum(['next', 'active', 'old'])
      .check(
        z.describe(
          'next: published, not yet used; active: in use; old: published until retired, for what it has just signed.',
        ),
      ),
    publicJwk: z.record(z.string(), z.string()),
    createdAt: z
      .nullable(Timestamp)
      .check(z.describe('null: with the connection, or with its change to private_key_jwt.')),
    knownFrom: z
      .nullable(Timestamp)
      .check(
        z.describe('When IdPs that read our JWKS daily have seen it: activate it from then on.'),
      ),
  })
  .check(z.meta({ id: 'ClientKeyBody' }))
export type ClientKeyBody = z.output<typeof ClientKeyBody>

export const ClientKeyActivationInput = z
  .strictObject({
    early: z._default(
      z
        .boolean()
        .check(
          z.describe('Use it before knownFrom: the IdP has it already, or the old one is lost.'),
        ),
      false,
    ),
  })
  .check(z.meta({ id: 'ClientKeyActivationInput' }))
