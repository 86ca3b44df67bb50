/** Spaces of an organization. */
import * as z from 'zod/mini'
import { Label, Name, SpaceInput } from '../../core/index.js'
import { SpaceBody } from '../schemas.js'
import { inOrganization, listOf, page, type Route } from './route.js'

const spaceKey = z.object({ organization: Name, name: Label })

export const spaceRoutes = {
  listSpaces: {
    method: 'GET',
    path: '/organizations/{organization}/spaces',
    summary: 'Spaces of an organization, by name',
    params: inOrganization,
    query: page,
    response: listOf(SpaceBody),
  },
  getSpace: {
    method: 'GET',
    path: '/organizations/{organization}/spaces/{name}',
    summary: 'One space',
    params: spaceKey,
    response: SpaceBody,
  },
  putSpace: {
    method: 'PUT',
    path: '/organizations/{organization}/spaces/{name}',
    summary: 'Create or replace a space',
    params: spaceKey,
    body: SpaceInput,
    response: SpaceBody,
  },
  deleteSpace: {
    method: 'DELETE',
    path: '/organizations/{organization}/spaces/{name}',
    summary: 'Remove a space; nobody is in it any more',
    params: spaceKey,
  },
} as const satisfies Record<string, Route>
