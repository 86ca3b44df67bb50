/** What an administrator sets up at the IdP for one field of a connection. */
import * as z from 'zod/mini'

export const OfferedAttribute = z
  .object({
    field: z.string(),
    required: z.boolean().check(z.describe('Is a sign-in refused without it?')),
    attribute: z.string().check(z.describe('The name under which it must come.')),
    value: z
      .nullable(z.string())
      .check(z.describe('What to pick in the console; null where we do not know it.')),
    alsoRead: z.array(z.string()).check(z.describe('Well-known names that are read as well.')),
    source: z.string().check(z.describe('Vendor page or requirement ID.')),
  })
  .check(z.meta({ id: 'OfferedAttribute' }))
