/** The service itself. */
import { ServiceBody } from '../service.js'
import type { Route } from './route.js'

export const serviceRoutes = {
  getService: {
    method: 'GET',
    path: '/service',
    summary: 'Where people and IdPs reach the service, and its version',
    response: ServiceBody,
  },
} as const satisfies Record<string, Route>
