/** OpenID Connect connections. */
import { OidcConnectionPut } from '../../core/index.js'
import { OidcConnectionBody } from '../schemas.js'
import { listOf, named, page, type Route } from './route.js'

export const oidcConnectionRoutes = {
  listOidcConnections: {
    method: 'GET',
    path: '/oidc-connections',
    summary: 'OpenID Connect connections, by name',
    query: page,
    response: listOf(OidcConnectionBody),
  },
  getOidcConnection: {
    method: 'GET',
    path: '/oidc-connections/{name}',
    summary: 'One OpenID Connect connection; its client secret never comes back',
    params: named,
    response: OidcConnectionBody,
  },
  putOidcConnection: {
    method: 'PUT',
    path: '/oidc-connections/{name}',
    summary:
      'Create or replace an OpenID Connect connection; the IdP’s discovery document is read at once. A client secret left out stays as it is',
    params: named,
    body: OidcConnectionPut,
    response: OidcConnectionBody,
  },
  deleteOidcConnection: {
    method: 'DELETE',
    path: '/oidc-connections/{name}',
    summary: 'Remove an OpenID Connect connection; its sessions end, its secrets are forgotten',
    params: named,
  },
} as const satisfies Record<string, Route>
