/** The bodies of the admin API about directories. */
import * as z from 'zod/mini'
import { Name, Timestamp } from '../core/index.js'
import { TraceLine } from './schemas.js'

const said = (description: string) => z.describe(description)

export const DirectoryInput = z
  .strictObject({
    organization: Name,
    connection: z
      .optional(z.nullable(Name))
      .check(said('The connection its people sign in by. Default: any of the organization.')),
  })
  .check(z.meta({ id: 'DirectoryInput' }))

export const DirectoryBody = z
  .object({
    name: Name,
    organization: Name,
    connection: z.nullable(Name),
    preset: z.string(),
    baseUrl: z
      .string()
      .check(said('Okta: SCIM connector base URL; Entra: Tenant URL. Follows from the preset.')),
    capabilities: z.object({
      groups: z.boolean(),
      import: z.boolean(),
      created: z.enum(['pending', 'active']),
      deactivated: z.enum(['removed', 'inactive']),
      deleted: z.enum(['removed', 'inactive']),
      permission: z.string().check(said('The permission a token needs.')),
    }),
    version: z.int().check(said('Counts changes, from 1; quoted, it is the ETag.')),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .check(z.meta({ id: 'DirectoryBody' }))
export type DirectoryBody = z.output<typeof DirectoryBody>

export const DirectoryTokenInput = z
  .strictObject({
    value: z
      .optional(
        z
          .string()
          .check(
            z.regex(
              /^(?!bearer)[A-Za-z0-9._~+/-]{32,512}=*$/i,
              'must be 32 to 512 characters of a bearer token (RFC 6750), without the word Bearer',
            ),
          ),
      )
      .check(said('A value made by the caller, random. Default: one made here and shown once.')),
    expiresInDays: z.optional(z.int().check(z.gte(1), z.lte(1095))).check(said('Default 365.')),
    permissions: z
      .optional(z.array(z.string().check(z.minLength(1), z.maxLength(64))))
      .check(said('Default: the permission the preset demands of a directory token.')),
  })
  .check(z.meta({ id: 'DirectoryTokenInput' }))

const token = {
  directory: Name,
  name: Name,
  permissions: z.array(z.string()),
  fingerprint: z.string().check(said('Names the token without giving it away.')),
  createdAt: Timestamp,
  expiresAt: Timestamp,
  lastUsedAt: z.nullable(Timestamp),
}

export const DirectoryTokenBody = z.object(token).check(z.meta({ id: 'DirectoryTokenBody' }))
export type DirectoryTokenBody = z.output<typeof DirectoryTokenBody>

export const NewDirectoryToken = z
  .object({
    ...token,
    value: z
      .nullable(z.string())
      .check(said('To be pasted without the word Bearer. null when the caller gave it.')),
  })
  .check(z.meta({ id: 'NewDirectoryToken' }))

export const DirectoryRequest = z
  .object({
    at: Timestamp,
    method: z.string(),
    path: z.string().check(said('Below the base URL; what filters compare with is cut out.')),
    status: z.int(),
    ms: z.number(),
    token: z.string().check(said('Name of the token used.')),
    dialects: z.array(z.string()).check(said('Deviations from the RFC that were understood.')),
    hint: z.nullable(z.string()).check(said('What the client should be told to send instead.')),
    detail: z.nullable(z.string()).check(said('What SCIM answered when it refused.')),
    body: z
      .unknown()
      .check(
        said(
          'The shape of what was sent, as JSON; values that could be about somebody are cut out.',
        ),
      ),
  })
  .check(z.meta({ id: 'DirectoryRequest' }))
export type DirectoryRequest = z.output<typeof DirectoryRequest>

export const DirectoryDecision = z
  .object({
    at: Timestamp,
    user: z.string().check(said('The id the directory knows the person by.')),
    cause: z.string().check(said('The request that led to it.')),
    trace: z.array(TraceLine),
  })
  .check(z.meta({ id: 'DirectoryDecision' }))
export type DirectoryDecision = z.output<typeof DirectoryDecision>
