/** Where an IdP provisions to, and the token it shows. The directory itself joins when the provider has a resource for it. */
import type { IConstruct } from 'constructs'
import { scimEndpoints } from '../src/core/index.js'
import { parseFor } from './refusal.js'
import type { IOrganization } from './service-provider/index.js'
import { providerFor } from './service-provider/provider.js'

/**
 * The SCIM base URL of a directory, from names alone. Okta: *SCIM connector base URL*; Entra: *Tenant URL*.
 * @throws RefusedConstruct `directory-unsupported` where the service has no SCIM
 */
export function scimBaseUrlFor(
  construct: IConstruct,
  organization: IOrganization,
  name: string,
): string {
  const { serviceUrl } = providerFor(construct, organization.provider)
  return parseFor(construct, () => scimEndpoints(serviceUrl, organization.preset, name)).scimBaseUrl
}
