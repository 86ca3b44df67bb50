/** People of an organization. */
import * as z from 'zod/mini'
import { Label, Name } from '../../core/index.js'
import { MembershipBody, SessionBody, UserBody, UserInput } from '../users.js'
import { inOrganization, inSpace, listOf, page, type Route } from './route.js'

const userKey = z.object({ organization: Name, login: Label })
const membershipKey = z.object({ ...userKey.shape, name: Label })

export const userRoutes = {
  listUsers: {
    method: 'GET',
    path: '/organizations/{organization}/users',
    summary: 'People of an organization with their access and last sign-in, those removed included',
    params: inOrganization,
    query: page,
    response: listOf(UserBody),
  },
  getUser: {
    method: 'GET',
    path: '/organizations/{organization}/users/{login}',
    summary: 'One person, by login, or by the e-mail address of the invitation',
    params: userKey,
    response: UserBody,
  },
  putUser: {
    method: 'PUT',
    path: '/organizations/{organization}/users/{login}',
    summary: 'Invite a person, or change the roles and spaces of one who is there',
    params: userKey,
    body: UserInput,
    response: UserBody,
  },
  deleteUser: {
    method: 'DELETE',
    path: '/organizations/{organization}/users/{login}',
    summary: 'Remove a person; sessions end, and only an invitation brings them back',
    params: userKey,
  },
  listMemberships: {
    method: 'GET',
    path: '/organizations/{organization}/users/{login}/groups',
    summary: 'The groups a person is in, and which of them only the IdP can change',
    params: userKey,
    response: z.object({ items: z.array(MembershipBody) }),
  },
  putMembership: {
    method: 'PUT',
    path: '/organizations/{organization}/users/{login}/groups/{name}',
    summary: 'Put a person into a group by hand; refused where the next sign-in would undo it',
    params: membershipKey,
    query: inSpace,
    response: MembershipBody,
  },
  deleteMembership: {
    method: 'DELETE',
    path: '/organizations/{organization}/users/{login}/groups/{name}',
    summary: 'Take a person out of a group by hand; refused where the next sign-in would undo it',
    params: membershipKey,
    query: inSpace,
  },
  listUserSessions: {
    method: 'GET',
    path: '/organizations/{organization}/users/{login}/sessions',
    summary: 'Where a person is signed in now, newest first',
    params: userKey,
    response: z.object({ items: z.array(SessionBody) }),
  },
  deleteUserSessions: {
    method: 'DELETE',
    path: '/organizations/{organization}/users/{login}/sessions',
    summary: 'Sign a person out everywhere; nothing keeps them from signing in again',
    params: userKey,
  },
} as const satisfies Record<string, Route>
