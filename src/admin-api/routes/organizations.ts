/** Organizations. */
import { OrganizationInput } from '../../core/index.js'
import { OrganizationBody } from '../schemas.js'
import { listOf, named, page, type Route } from './route.js'

export const organizationRoutes = {
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
} as const satisfies Record<string, Route>
