/** What the service says of itself. */
import * as z from 'zod/mini'

export const ServiceBody = z
  .object({
    publicUrl: z
      .string()
      .check(
        z.describe(
          'Base URL by which people and IdPs reach it: what every endpoint begins with. The admin API may be reached by another.',
        ),
      ),
    version: z.string(),
  })
  .check(z.meta({ id: 'ServiceBody' }))
