/** Groups of an organization. */
import * as z from 'zod/mini'
import { GroupInput, Label, Name } from '../../core/index.js'
import { GroupBody } from '../schemas.js'
import { inOrganization, inSpace, listOf, page, type Route } from './route.js'

const groupKey = z.object({ organization: Name, name: Label })

export const groupRoutes = {
  listGroups: {
    method: 'GET',
    path: '/organizations/{organization}/groups',
    summary: 'Groups of an organization, by name',
    params: inOrganization,
    query: page,
    response: listOf(GroupBody),
  },
  getGroup: {
    method: 'GET',
    path: '/organizations/{organization}/groups/{name}',
    summary: 'One group',
    params: groupKey,
    query: inSpace,
    response: GroupBody,
  },
  putGroup: {
    method: 'PUT',
    path: '/organizations/{organization}/groups/{name}',
    summary: 'Create or replace a group; the same name in another space is another group',
    params: groupKey,
    body: GroupInput,
    response: GroupBody,
  },
  deleteGroup: {
    method: 'DELETE',
    path: '/organizations/{organization}/groups/{name}',
    summary: 'Remove a group and its memberships',
    params: groupKey,
    query: inSpace,
  },
} as const satisfies Record<string, Route>
