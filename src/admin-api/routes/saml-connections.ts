/** SAML connections. */
import { SamlConnectionInput } from '../../core/index.js'
import { SamlConnectionBody } from '../schemas.js'
import { listOf, named, page, type Route } from './route.js'

export const samlConnectionRoutes = {
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
} as const satisfies Record<string, Route>
