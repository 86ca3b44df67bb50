/** The apps that may sign people in: given at the start, or registered by POST /clients while rehearsing. */
import { createPublicKey, randomBytes } from 'node:crypto'
import * as z from 'zod/mini'
import { isSecureUrl, parseWith, Refusal, SecureUrl } from '../../core/index.js'

const text = z
  .string()
  .check(
    z.minLength(1, 'must not be empty'),
    z.maxLength(2048, 'must have at most 2048 characters'),
  )

/** Without secret and key it is a public client: PKCE alone, or ID tokens by form post. */
const Registration = z.strictObject({
  clientId: z.optional(text),
  clientSecret: z.optional(text),
  /** PEM; for private_key_jwt. */
  publicKey: z.optional(z.string().check(z.maxLength(16 * 1024, 'is too long'))),
  redirectUris: z.array(SecureUrl).check(z.minLength(1, 'must name at least one')),
})

export interface PracticeClient {
  readonly clientId: string
  readonly clientSecret?: string | undefined
  readonly publicKey?: string | undefined
  readonly redirectUris: readonly string[]
}

export interface Clients {
  find(clientId: string | undefined): PracticeClient | undefined
  /** @throws Refusal `invalid-input`, `client-key-malformed` or `clients-too-many` */
  register(input: unknown): PracticeClient
}

const maxClients = 1000

const refuse = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy })

function checkPublicKey(pem: string | undefined): void {
  if (pem === undefined) return
  try {
    createPublicKey(pem)
  } catch {
    throw refuse('client-key-malformed', 'publicKey cannot be read', 'Give a public key as PEM.')
  }
}

export function createClients(known: readonly PracticeClient[]): Clients {
  const clients = new Map(known.map((client) => [client.clientId, client]))
  return {
    find: (clientId) => clients.get(clientId ?? ''),
    register(input) {
      const { clientId = randomBytes(10).toString('hex'), ...rest } = parseWith(Registration, input)
      checkPublicKey(rest.publicKey)
      if (!clients.has(clientId) && clients.size >= maxClients) {
        throw refuse('clients-too-many', `there are ${maxClients}`, 'Start the practice IdP anew.')
      }
      const client = { clientId, ...rest }
      clients.set(clientId, client)
      return client
    },
  }
}

/** Where a browser may be sent: only where the app was registered for, to the letter (RFC 9700 §2.1). */
export const isRegistered = ({ redirectUris }: PracticeClient, uri: string): boolean =>
  redirectUris.includes(uri) && isSecureUrl(uri)
