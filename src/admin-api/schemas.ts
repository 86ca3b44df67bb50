/** The bodies of the admin API. What a valid organization, group or connection is, `core` says; here is only what the wire adds. */
import * as z from 'zod/mini'
import {
  effects,
  Group,
  OidcConnection,
  Organization,
  SamlConnection,
  Space,
  Timestamp,
  traceKinds,
} from '../core/index.js'
import { connectionLife } from './standing.js'

/** What every managed object has beside its content. The version is also its ETag. */
export const managed = {
  version: z.int().check(z.describe('Counts changes, from 1; quoted, it is the ETag.')),
  createdAt: Timestamp,
  updatedAt: Timestamp,
}

export const Finding = z
  .object({
    code: z.string(),
    owner: z.enum(['idp', 'sp', 'caller', 'user']),
    detail: z.string(),
    remedy: z.string(),
    source: z.optional(z.string()),
    path: z.optional(z.string()),
  })
  .check(z.meta({ id: 'Finding' }))

export const OrganizationBody = z
  .object({ ...Organization.shape, ...managed })
  .check(z.meta({ id: 'OrganizationBody' }))
export type OrganizationBody = z.output<typeof OrganizationBody>

export const GroupBody = z.object({ ...Group.shape, ...managed }).check(z.meta({ id: 'GroupBody' }))
export type GroupBody = z.output<typeof GroupBody>

export const SpaceBody = z.object({ ...Space.shape, ...managed }).check(z.meta({ id: 'SpaceBody' }))
export type SpaceBody = z.output<typeof SpaceBody>

/** What the service tells of a connection beside what was decided. */
const ofConnections = {
  warnings: z
    ._default(z.array(Finding), [])
    .check(z.describe('What is allowed and yet worth a word.')),
  ...connectionLife,
  ...managed,
}

export const SamlConnectionBody = z
  .object({
    ...SamlConnection.shape,
    ...ofConnections,
  })
  .check(z.meta({ id: 'SamlConnectionBody' }))
export type SamlConnectionBody = z.output<typeof SamlConnectionBody>

export const OidcConnectionBody = z
  .object({
    ...OidcConnection.shape,
    ...ofConnections,
  })
  .check(z.meta({ id: 'OidcConnectionBody' }))
export type OidcConnectionBody = z.output<typeof OidcConnectionBody>

export const TraceLine = z
  .object({
    effect: z.enum(effects),
    kind: z.enum(traceKinds),
    subject: z.string(),
    because: z.string(),
    source: z.string(),
  })
  .check(z.meta({ id: 'TraceLine' }))

export const SignInAttempt = z
  .object({
    reference: z
      .string()
      .check(z.describe('What the person was shown; nothing else about a refusal reaches them.')),
    connection: z
      .nullable(z.string())
      .check(z.describe('null: by e-mail address and password, or the Response led to none.')),
    organization: z
      .nullable(z.string())
      .check(z.describe('Whose connection or administrator it was; null where it led to neither.')),
    at: Timestamp,
    outcome: z.enum(['signed-in', 'refused', 'test-passed', 'test-failed']),
    user: z
      .nullable(z.string())
      .check(z.describe('Login of the person signed in; null when refused.')),
    finding: z.nullable(Finding),
    trace: z.array(TraceLine),
    claims: z
      .nullable(z.record(z.string(), z.array(z.string())))
      .check(
        z.describe(
          'What the IdP sent: values of what the mapping reads, names of the rest; null when nothing was verified.',
        ),
      ),
  })
  .check(z.meta({ id: 'SignInAttempt' }))
export type SignInAttempt = z.output<typeof SignInAttempt>

/** RFC 9457 problem details, with the Finding as extension members. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    ...Finding.shape,
  })
  .check(z.meta({ id: 'Problem' }))
export type Problem = z.output<typeof Problem>
