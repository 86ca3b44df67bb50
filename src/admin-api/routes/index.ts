/** THE CONTRACT as a table: every call the service answers and its managers make. Service, client and OpenAPI document read these rows. */
import { directoryRoutes } from './directories.js'
import { groupRoutes } from './groups.js'
import { organizationRoutes } from './organizations.js'
import { samlConnectionRoutes } from './saml-connections.js'
import { signInAttemptRoutes } from './sign-in-attempts.js'

export { adminPath, type Method, type Route } from './route.js'

export const routes = {
  ...organizationRoutes,
  ...groupRoutes,
  ...samlConnectionRoutes,
  ...signInAttemptRoutes,
  ...directoryRoutes,
} as const

export type Routes = typeof routes
export type RouteName = keyof Routes
