/** A real service for the provider under test: it can keep secrets, and the environment says where it is. */
import type { ServiceOptions } from '../../src/service/index.js'
import { newKeyText, parseSecretKeys } from '../../src/service/secrets/keys.js'
import { adminToken, startTestService, type TestService } from '../service/support.js'

export async function startServiceToManage(
  options: Partial<ServiceOptions> = {},
): Promise<TestService> {
  const secretKeys = parseSecretKeys(newKeyText(), 'test')
  const service = await startTestService({ secretKeys, ...options })
  process.env['MORTISE_SERVICE_URL'] = service.url
  process.env['MORTISE_ADMIN_TOKEN'] = adminToken
  return service
}
