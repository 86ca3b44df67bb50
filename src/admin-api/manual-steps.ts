/** Bodies about what only a person can set up at an IdP, and what the service has seen of it. */
import * as z from 'zod/mini'
import { Name, Timestamp } from '../core/index.js'

const said = (description: string) => z.describe(description)

const seen = {
  status: z.enum(['pending', 'observed', 'contradicted']),
  at: z
    .nullable(Timestamp)
    .check(said('Since when it is seen without contradiction, or contradicted; null: pending.')),
  detail: z.string().check(said('What was seen, or is waited for.')),
  remedy: z.nullable(z.string()).check(said('What mends a contradiction.')),
}

export const ObservationBody = z
  .object({
    of: Name.check(said('The connection or directory it was seen of.')),
    event: z.string().check(said('What a step names as its proof.')),
    title: z.string(),
    ...seen,
    names: z.array(z.string()).check(said('Names of what the last sign-in brought.')),
    source: z.string(),
  })
  .check(z.meta({ id: 'ObservationBody' }))
export type ObservationBody = z.output<typeof ObservationBody>

const StepValue = z.object({
  field: z.string().check(said('As the IdP’s console calls it.')),
  value: z.nullable(z.string()),
  secret: z.nullable(z.string()).check(said('Where a person finds it; never the secret.')),
})

export const ManualStepBody = z
  .object({
    id: z.string(),
    title: z.string(),
    idp: z.string(),
    of: Name,
    values: z.array(StepValue),
    notes: z.array(z.string()),
    event: z.string(),
    doneWhen: z.string(),
    source: z.string(),
    ...seen,
  })
  .check(z.meta({ id: 'ManualStepBody' }))

export const ManualStepsBody = z
  .object({
    name: Name,
    steps: z.array(ManualStepBody).check(said('What the IdP must be told, and what was seen.')),
    observations: z.array(ObservationBody),
  })
  .check(z.meta({ id: 'ManualStepsBody' }))
export type ManualStepsBody = z.output<typeof ManualStepsBody>
