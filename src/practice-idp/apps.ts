/** The SAML apps registered here: whose requests are checked, and to whom assertions are encrypted. Who is not registered is answered too, in the clear. */
import * as z from 'zod/mini'
import { parseWith, Refusal } from '../core/index.js'
import { parseSpMetadata, type SpFacts } from '../saml/index.js'

export const encryptions = [
  'aes256-gcm',
  'aes128-gcm',
  'aes256-cbc',
  'aes128-cbc',
  'tripledes-cbc',
] as const
export type Encryption = (typeof encryptions)[number]

export interface App extends SpFacts {
  /** How its assertions are encrypted; undefined: not at all. */
  readonly encryption: Encryption | undefined
  /** By RSA-OAEP with SHA-256 twice; else with SHA-1 twice, as most IdPs do. */
  readonly oaep: 'sha1' | 'sha256'
  /** Whether a request of it that is not signed is refused. */
  readonly requireSigned: boolean
}

const Registration = z.object({
  metadata: z.string().check(z.maxLength(128 * 1024, 'is too long')),
  encryption: z.optional(z.enum(encryptions)),
  oaep: z._default(z.enum(['sha1', 'sha256']), 'sha256'),
  requireSigned: z._default(z.enum(['true', 'false']), 'false'),
})

export interface Apps {
  /** Registers, or replaces, by entity ID. @throws Refusal `invalid-input`, `metadata-not-saml`, `encryption-key-missing` */
  register(input: unknown): App
  find(entityId: string): App | undefined
}

const keyMissing = ({ entityId }: SpFacts): Refusal =>
  new Refusal({
    code: 'encryption-key-missing',
    owner: 'caller',
    detail: `the metadata of ${entityId} has no encryption certificate`,
    remedy: 'Give the metadata of a service that can open what is encrypted.',
  })

export function createApps(): Apps {
  const apps = new Map<string, App>()
  return {
    register: (input) => {
      const { metadata, requireSigned, ...rest } = parseWith(Registration, input)
      const facts = parseSpMetadata(metadata)
      if (rest.encryption && facts.encryptionCertificates.length === 0) throw keyMissing(facts)
      const { encryption, oaep } = rest
      const app = { ...facts, encryption, oaep, requireSigned: requireSigned === 'true' }
      apps.set(app.entityId, app)
      return app
    },
    find: (entityId) => apps.get(entityId),
  }
}
