/** Connections an organization has asked for. */
import * as z from 'zod/mini'
import { Name } from '../../core/index.js'
import { ConnectionRequestBody, ConnectionRequestInput } from '../connection-requests.js'
import { inOrganization, listOf, page, type Route } from './route.js'

const key = z.object({ organization: Name, name: Name })
const path = '/organizations/{organization}/connection-requests/{name}'

export const connectionRequestRoutes = {
  listConnectionRequests: {
    method: 'GET',
    path: '/organizations/{organization}/connection-requests',
    summary: 'Connections an organization has asked for, by name, and how far each is',
    params: inOrganization,
    query: page,
    response: listOf(ConnectionRequestBody),
  },
  getConnectionRequest: {
    method: 'GET',
    path,
    summary: 'One request for a connection, and how far it is',
    params: key,
    response: ConnectionRequestBody,
  },
  putConnectionRequest: {
    method: 'PUT',
    path,
    summary: 'Ask for a connection of this name, for somebody else to set up',
    params: key,
    body: ConnectionRequestInput,
    response: ConnectionRequestBody,
  },
  deleteConnectionRequest: {
    method: 'DELETE',
    path,
    summary: 'Take a request back; a connection that was set up for it stays',
    params: key,
  },
} as const satisfies Record<string, Route>
