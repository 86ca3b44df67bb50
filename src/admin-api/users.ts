/** Bodies about people of an organization: who is there, what they were given, and what an administrator gives. */
import * as z from 'zod/mini'
import { Label, Name, personStates, Timestamp, type Frozen } from '../core/index.js'

const managed = { version: z.int(), createdAt: Timestamp, updatedAt: Timestamp }

const SpaceRole = z.strictObject({ space: Label, role: Label })

/** What an administrator gives. What is left out stays as it is; for somebody new, as the preset has it. */
export const UserInput = z
  .strictObject({
    roles: z.optional(
      z.array(Label).check(
        z.maxLength(100, 'must have at most 100 roles'),
        z.overwrite((roles) => [...new Set(roles)].sort()),
        z.describe('Roles in the whole organization, where the preset has them given here. A set.'),
      ),
    ),
    spaces: z.optional(
      z
        .array(SpaceRole)
        .check(
          z.maxLength(1000, 'must have at most 1000 spaces'),
          z.describe('Spaces with the role in each, where the preset has them.'),
        ),
    ),
    accountRole: z.optional(
      z
        .nullable(Label)
        .check(z.describe('The role in the whole account, where the preset has one (T34).')),
    ),
  })
  .check(z.meta({ id: 'UserInput' }))
export type UserInput = Frozen<z.output<typeof UserInput>>

const GroupKey = z.object({
  name: z.string(),
  space: z.nullable(z.string()).check(z.describe('null: of the whole organization.')),
})

const Place = z.object({
  space: z.string(),
  role: z.nullable(z.string()).check(z.describe('null: access without a role.')),
})

export const UserBody = z
  .object({
    organization: Name,
    login: z.string(),
    userName: z.string().check(z.describe('E-mail address of an invitation, or SCIM userName.')),
    state: z.enum(personStates),
    email: z.nullable(z.string()),
    displayName: z.nullable(z.string()),
    timezone: z.nullable(z.string()),
    groups: z.array(z.string()),
    spaces: z.array(z.string()),
    roles: z.array(z.string()),
    accountRole: z
      .nullable(z.string())
      .check(z.describe('Also among roles. null: none, or the preset has no such thing.')),
    memberships: z.array(GroupKey).check(z.describe('The groups, as keys.')),
    places: z.array(Place).check(z.describe('The spaces with the role in each, as pairs.')),
    ownRoles: z
      .nullable(z.array(z.string()))
      .check(z.describe('Roles given to the person here; null: never any, the default is due.')),
    connection: z.nullable(z.string()),
    lastSignInAt: z.nullable(Timestamp).check(z.describe('null: never signed in.')),
    ...managed,
  })
  .check(z.meta({ id: 'UserBody' }))
export type UserBody = z.output<typeof UserBody>

/** A group a person is in. */
export const MembershipBody = z
  .object({
    organization: Name,
    login: z.string(),
    ...GroupKey.shape,
    synced: z
      .boolean()
      .check(z.describe('Does the IdP, and nobody else, say whether the person is in it (T43)?')),
  })
  .check(z.meta({ id: 'MembershipBody' }))
export type MembershipBody = z.output<typeof MembershipBody>

/** One browser somebody is signed in with. Its token is known to that browser alone. */
export const SessionBody = z
  .object({
    createdAt: Timestamp,
    lastSeenAt: Timestamp.check(z.describe('To the minute.')),
    expiresAt: Timestamp.check(z.describe('At the latest; it ends earlier when nobody uses it.')),
  })
  .check(z.meta({ id: 'SessionBody' }))
