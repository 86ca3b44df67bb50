/** Who may use the admin API: whoever holds the one token. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { Refusal } from '../../core/index.js'

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Names the token in the record of changes without giving it away: 32 bits of its hash. */
export const fingerprintOf = (token: string): string =>
  `token:${sha256(token).toString('hex').slice(0, 8)}`

const missing = (): Refusal =>
  new Refusal({
    code: 'token-missing',
    owner: 'caller',
    detail: 'the request carries no bearer token',
    remedy: 'Send "Authorization: Bearer <MORTISE_ADMIN_TOKEN of the service>".',
  })

const wrong = (): Refusal =>
  new Refusal({
    code: 'token-wrong',
    owner: 'caller',
    detail: 'the bearer token is not the one of this service',
    remedy: 'Use the value of MORTISE_ADMIN_TOKEN the service was started with.',
  })

/** RFC 6750 §2.1; the scheme's case does not matter (RFC 9110 §11.1). */
function tokenOf(request: FastifyRequest): string | undefined {
  return /^bearer +([^\s]+) *$/i.exec(request.headers.authorization ?? '')?.[1]
}

/** Only the hash stays in memory; hashes are compared, so neither content nor length of the token shows in the time taken. */
export function requireBearer(token: string): onRequestAsyncHookHandler {
  const expected = sha256(token)
  return async (request, reply) => {
    const presented = tokenOf(request)
    if (presented !== undefined && timingSafeEqual(sha256(presented), expected)) return
    // RFC 6750 §3: no error code when no token was sent.
    const error = presented === undefined ? '' : ', error="invalid_token"'
    reply.header('www-authenticate', `Bearer realm="mortise"${error}`)
    throw presented === undefined ? missing() : wrong()
  }
}
