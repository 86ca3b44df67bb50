/** The provider block, and the list of what it offers. */
import { AdminClient } from '../admin-api/index.js'
import { isSecureUrl, version } from '../core/index.js'
import { directory } from './resources/directory.js'
import { directoryToken } from './resources/directory-token.js'
import { bool, defineProvider, DiagnosticError, error, string } from './framework/index.js'
import { adoptVariable } from './complaints.js'
import { connection, connections } from './data-sources/connections.js'
import { connectionTest } from './data-sources/connection-test.js'
import { manualSteps } from './data-sources/manual-steps.js'
import { serviceProvider } from './data-sources/service-provider.js'
import { signInAttempts } from './data-sources/sign-in-attempts.js'
import { directoryToken as runToken } from './ephemeral/directory-token.js'
import { functions } from './functions/index.js'
import { connectionActivation } from './resources/connection-activation.js'
import { domain } from './resources/domain.js'
import { domainVerification } from './resources/domain-verification.js'
import { sender } from './http.js'
import { group } from './resources/group.js'
import { oidcConnection } from './resources/oidc-connection.js'
import { organization } from './resources/organization.js'
import { samlConnection } from './resources/saml-connection.js'
import { space } from './resources/space.js'
import { ssoPolicy } from './resources/sso-policy.js'
import { ServiceClient } from './service-client.js'

/** Where a setting comes from, in order. */
interface Setting {
  readonly what: string
  readonly path: string
  readonly attribute: string
  readonly variable: string
}

const serviceUrl: Setting = {
  what: 'service URL',
  path: 'serviceUrl',
  attribute: 'service_url',
  variable: 'MORTISE_SERVICE_URL',
}

const token: Setting = {
  what: 'admin token',
  path: 'token',
  attribute: 'token',
  variable: 'MORTISE_ADMIN_TOKEN',
}

/** @throws DiagnosticError naming both places when neither has it */
function settingOf(
  { what, path, attribute, variable }: Setting,
  configured: string | null,
): string {
  const found = configured ?? process.env[variable]
  if (found) return found
  throw new DiagnosticError(
    error(
      `Missing ${what}`,
      `Neither ${attribute} in the provider block nor ${variable} in the environment is set.\n\nSet ${variable}, or give ${attribute} from a variable.`,
      [path],
    ),
  )
}

function checkedUrl(url: string): string {
  if (isSecureUrl(url)) return url
  throw new DiagnosticError(
    error(
      'Insecure service URL',
      `The admin token would travel in the clear: the service URL must be https (http on loopback only) and carry no credentials.`,
      ['serviceUrl'],
    ),
  )
}

export const mortiseProvider = defineProvider({
  name: 'mortise',
  version,
  description: 'Manages the service side of SSO: organizations, groups and connections.',
  attributes: {
    serviceUrl: string({
      optional: true,
      description: 'Base URL of the service. Default: MORTISE_SERVICE_URL in the environment.',
    }),
    token: string({
      optional: true,
      sensitive: true,
      description:
        'Admin token. Default: MORTISE_ADMIN_TOKEN in the environment, the better place.',
    }),
    adoptIdentical: bool({
      optional: true,
      description: `Take over, instead of refusing to create, objects that exist already exactly as configured: once, after an apply was killed before it could write its state. Default: ${adoptVariable} in the environment, or false.`,
    }),
  },
  configure({ config }) {
    const client = new AdminClient({
      serviceUrl: checkedUrl(settingOf(serviceUrl, config.serviceUrl)),
      token: settingOf(token, config.token),
      fetch: sender(),
    })
    const adoptIdentical = config.adoptIdentical ?? process.env[adoptVariable] === 'true'
    return new ServiceClient(client, { adoptIdentical })
  },
  resources: [
    organization,
    space,
    group,
    samlConnection,
    oidcConnection,
    directory,
    directoryToken,
    connectionActivation,
    domain,
    domainVerification,
    ssoPolicy,
  ],
  dataSources: [
    connection,
    connections,
    connectionTest,
    signInAttempts,
    serviceProvider,
    manualSteps,
  ],
  ephemeralResources: [runToken],
  functions,
})
