/** Bodies about connections an organization has asked for and somebody else is to set up: the ticket of a hand-off (T06). */
import * as z from 'zod/mini'
import { Name } from '../core/index.js'
import { managed } from './schemas.js'

const line = (most: number) =>
  z
    .string()
    .check(
      z.minLength(1, 'must not be empty'),
      z.maxLength(most, `must have at most ${most} characters`),
    )

export const ConnectionRequestInput = z
  .strictObject({
    protocol: z.enum(['saml', 'oidc']),
    contact: line(320).check(z.describe('Whom to ask, such as an e-mail address.')),
    note: z._default(
      z.nullable(
        line(4000).check(
          z.describe('What was said of it: the IdP, its metadata URL, a ticket. No secrets.'),
        ),
      ),
      null,
    ),
  })
  .check(z.meta({ id: 'ConnectionRequestInput' }))
export type ConnectionRequestInput = z.output<typeof ConnectionRequestInput>

export const ConnectionRequestBody = z
  .object({
    organization: Name,
    name: Name,
    ...ConnectionRequestInput.shape,
    status: z
      .enum(['requested', 'configured', 'enabled'])
      .check(
        z.describe(
          'How far it is, as the connection of its name stands: requested: there is none; configured: it carries no sign-ins yet; enabled.',
        ),
      ),
    ...managed,
  })
  .check(z.meta({ id: 'ConnectionRequestBody' }))
export type ConnectionRequestBody = z.output<typeof ConnectionRequestBody>
