/** The access report: who is in an organization, since when they were last here, and what they have through what (W12). */
import * as z from 'zod/mini'
import { holdingKinds, personStates, Timestamp } from '../core/index.js'

const Holding = z
  .object({
    kind: z.enum(holdingKinds),
    name: z.string(),
    through: z.string().check(z.describe('What it comes through, as a sentence.')),
    source: z.string().check(z.describe('Requirement ID or configuration line.')),
  })
  .check(z.meta({ id: 'Holding' }))

export const AccessBody = z
  .object({
    login: z.string(),
    userName: z.string(),
    displayName: z.nullable(z.string()),
    state: z.enum(personStates),
    connection: z.nullable(z.string()).check(z.describe('By which they sign in; null: never did.')),
    directory: z.nullable(z.string()).check(z.describe('That provisions them.')),
    lastSignInAt: z.nullable(Timestamp),
    access: z.array(Holding),
  })
  .check(z.meta({ id: 'AccessBody' }))
export type AccessBody = z.output<typeof AccessBody>
