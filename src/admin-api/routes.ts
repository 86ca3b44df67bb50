/** THE CONTRACT as a table: every call the service answers and its managers make. Service, client and OpenAPI document read these rows. */
import * as z from 'zod/mini'
import { GroupInput, Label, Name, OrganizationInput, SamlConnectionInput } from '../core/index.js'
import { GroupBody, OrganizationBody, SamlConnectionBody, SignInAttempt } from './schemas.js'

/** Path below which the admin API lives. */
export const adminPath = '/admin/v1'

export type Method = 'GET' | 'PUT' | 'DELETE'

export interface Route {
  readonly method: Method
  /** Below `/admin/v1`, parameters as `{name}`. */
  readonly path: string
  readonly summary: string
  readonly params?: z.ZodMiniObject
  readonly query?: z.ZodMiniObject
  readonly body?: z.ZodMiniType
  /** Absent: 204, no body. */
  readonly response?: z.ZodMiniType
}

const named = z.object({ name: Name })
const groupKey = z.object({ organization: Name, name: Label })

/** Page size: 100 unless said, 1000 at most. `after` is the last name of the page before. */
const page = z.object({
  limit: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(1000))),
  after: z.optional(z.string()),
})

const listOf = <T extends z.ZodMiniType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z
      .nullable(z.string())
      .check(z.describe('Pass as `after` for the next page; null on the last.')),
  })

const attemptsQuery = z.object({
  connection: z.optional(Name),
  limit: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(1000))),
})

export const routes = {
  listOrganizations: {
    method: 'GET',
    path: '/organizations',
    summary: 'Organizations, by name',
    query: page,
    response: listOf(OrganizationBody),
  },
  getOrganization: {
    method: 'GET',
    path: '/organizations/{name}',
    summary: 'One organization',
    params: named,
    response: OrganizationBody,
  },
  putOrganization: {
    method: 'PUT',
    path: '/organizations/{name}',
    summary: 'Create or replace an organization',
    params: named,
    body: OrganizationInput,
    response: OrganizationBody,
  },
  deleteOrganization: {
    method: 'DELETE',
    path: '/organizations/{name}',
    summary: 'Remove an organization that has no connections',
    params: named,
  },
  listGroups: {
    method: 'GET',
    path: '/organizations/{organization}/groups',
    summary: 'Groups of an organization, by name',
    params: z.object({ organization: Name }),
    query: page,
    response: listOf(GroupBody),
  },
  getGroup: {
    method: 'GET',
    path: '/organizations/{organization}/groups/{name}',
    summary: 'One group',
    params: groupKey,
    response: GroupBody,
  },
  putGroup: {
    method: 'PUT',
    path: '/organizations/{organization}/groups/{name}',
    summary: 'Create or replace a group',
    params: groupKey,
    body: GroupInput,
    response: GroupBody,
  },
  deleteGroup: {
    method: 'DELETE',
    path: '/organizations/{organization}/groups/{name}',
    summary: 'Remove a group and its memberships',
    params: groupKey,
  },
  listSamlConnections: {
    method: 'GET',
    path: '/saml-connections',
    summary: 'SAML connections, by name',
    query: page,
    response: listOf(SamlConnectionBody),
  },
  getSamlConnection: {
    method: 'GET',
    path: '/saml-connections/{name}',
    summary: 'One SAML connection',
    params: named,
    response: SamlConnectionBody,
  },
  putSamlConnection: {
    method: 'PUT',
    path: '/saml-connections/{name}',
    summary: 'Create or replace a SAML connection; IdP metadata is read at once',
    params: named,
    body: SamlConnectionInput,
    response: SamlConnectionBody,
  },
  deleteSamlConnection: {
    method: 'DELETE',
    path: '/saml-connections/{name}',
    summary: 'Remove a SAML connection; its sessions end',
    params: named,
  },
  listSignInAttempts: {
    method: 'GET',
    path: '/sign-in-attempts',
    summary: 'Sign-in attempts, newest first',
    query: attemptsQuery,
    response: z.object({ items: z.array(SignInAttempt) }),
  },
  getSignInAttempt: {
    method: 'GET',
    path: '/sign-in-attempts/{reference}',
    summary: 'One sign-in attempt, by the reference the person was shown',
    params: z.object({ reference: z.string().check(z.regex(/^[a-z0-9]{8,32}$/)) }),
    response: SignInAttempt,
  },
} as const satisfies Record<string, Route>

export type Routes = typeof routes
export type RouteName = keyof Routes
