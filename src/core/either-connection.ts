/** What is decided about a connection whatever it speaks. */
import * as z from 'zod/mini'
import { AttributeMapping } from './mapping.js'
import { ConnectionSettings } from './settings.js'

export const eitherConnection = {
  attributeMapping: z._default(AttributeMapping, {}),
  justInTimeProvisioning: z._default(
    z
      .boolean()
      .check(
        z.describe(
          'Create people at their first sign-in. Otherwise only known people may sign in.',
        ),
      ),
    true,
  ),
  settings: z.optional(ConnectionSettings),
}
