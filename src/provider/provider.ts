/** The provider block, and the list of what it offers. */
import { AdminClient } from '../admin-api/index.js'
import { isSecureUrl, version } from '../core/index.js'
import { defineProvider, DiagnosticError, error, string } from './framework/index.js'
import { directory } from './resources/directory.js'
import { directoryToken } from './resources/directory-token.js'
import { group } from './resources/group.js'
import { organization } from './resources/organization.js'
import { samlConnection } from './resources/saml-connection.js'
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
  },
  configure({ config }) {
    const client = new AdminClient({
      serviceUrl: checkedUrl(settingOf(serviceUrl, config.serviceUrl)),
      token: settingOf(token, config.token),
      fetch: globalThis.fetch,
    })
    return new ServiceClient(client)
  },
  resources: [organization, group, samlConnection, directory, directoryToken],
})
