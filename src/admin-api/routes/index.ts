/** THE CONTRACT as a table: every call the service answers and its managers make. Service, client and OpenAPI document read these rows. */
import { directoryRoutes } from './directories.js'
import { accessRoutes } from './access.js'
import { administratorRoutes } from './administrators.js'
import { clientKeyRoutes } from './client-keys.js'
import { connectionRequestRoutes } from './connection-requests.js'
import { connectionRoutes } from './connections.js'
import { domainRoutes } from './domains.js'
import { groupRoutes } from './groups.js'
import { oidcConnectionRoutes } from './oidc-connections.js'
import { manualStepRoutes } from './manual-steps.js'
import { organizationRoutes } from './organizations.js'
import { samlConnectionRoutes } from './saml-connections.js'
import { samlKeyRoutes } from './saml-keys.js'
import { serviceRoutes } from './service.js'
import { spaceRoutes } from './spaces.js'
import { signInAttemptRoutes } from './sign-in-attempts.js'
import { ssoPolicyRoutes } from './sso-policies.js'
import { userRoutes } from './users.js'

export { adminPath, type Method, type Route } from './route.js'

export const routes = {
  ...serviceRoutes,
  ...organizationRoutes,
  ...groupRoutes,
  ...spaceRoutes,
  ...samlConnectionRoutes,
  ...oidcConnectionRoutes,
  ...clientKeyRoutes,
  ...samlKeyRoutes,
  ...connectionRoutes,
  ...connectionRequestRoutes,
  ...administratorRoutes,
  ...manualStepRoutes,
  ...domainRoutes,
  ...ssoPolicyRoutes,
  ...signInAttemptRoutes,
  ...userRoutes,
  ...accessRoutes,
  ...directoryRoutes,
} as const

export type Routes = typeof routes
export type RouteName = keyof Routes
