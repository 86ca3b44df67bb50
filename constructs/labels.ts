/** What an administrator of an IdP reads in the list of apps, unless somebody chose better. */
import { findPreset } from '../src/core/index.js'
import type { SamlServiceProvider } from './claims.js'

/** The service's title and the connection's name: `Torque (acme-saml)`. */
export function labelOf(connection: Pick<SamlServiceProvider, 'name' | 'organization'>): string {
  const title = findPreset(connection.organization?.preset ?? '')?.title ?? 'Service'
  return connection.name === undefined ? title : `${title} (${connection.name})`
}
