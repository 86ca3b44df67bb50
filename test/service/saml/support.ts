/** A service that can keep secrets, and so has SAML keys. */
import { newKeyText, parseSecretKeys } from '../../../src/service/secrets/keys.js'
import type { ServiceOptions } from '../../../src/service/index.js'
import { startTestService, type TestService } from '../support.js'

export const startKeyedService = (options: Partial<ServiceOptions> = {}): Promise<TestService> =>
  startTestService({ secretKeys: parseSecretKeys(newKeyText(), 'test'), ...options })

/** Certificates of SP metadata by what they are for, in the order of the document. */
export function certificatesIn(metadata: string, use: 'signing' | 'encryption'): string[] {
  const pattern = new RegExp(
    `<md:KeyDescriptor use="${use}">.*?<ds:X509Certificate>([^<]+)</ds:X509Certificate>`,
    'g',
  )
  return [...metadata.matchAll(pattern)].map(([, found]) => found ?? '')
}
