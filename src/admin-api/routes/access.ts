/** What auditors and supporters ask of an organization. */
import { AccessBody } from '../access.js'
import { SupportBundle } from '../support-bundle.js'
import { inOrganization, listOf, page, type Route } from './route.js'

export const accessRoutes = {
  listAccess: {
    method: 'GET',
    path: '/organizations/{organization}/access',
    summary: 'Who has what through what, and when they last signed in; those removed left out',
    params: inOrganization,
    query: page,
    response: listOf(AccessBody),
  },
  getSupportBundle: {
    method: 'GET',
    path: '/organizations/{organization}/support-bundle',
    summary: 'What a supporter needs to know, without secrets and without names of people',
    params: inOrganization,
    response: SupportBundle,
  },
} as const satisfies Record<string, Route>
