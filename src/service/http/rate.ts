/** So many requests a minute from one address, then 429 with Retry-After. */
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { tooManyRequests } from './problems.js'

/**
 * Limits everything mounted in this scope afterwards, what is refused by a later hook included:
 * guessing tokens is limited like any other request.
 */
export async function limitRate(scope: FastifyInstance, perMinute: number): Promise<void> {
  await scope.register(rateLimit, {
    global: false,
    max: perMinute,
    timeWindow: 60_000,
    errorResponseBuilder: tooManyRequests,
  })
  scope.addHook('onRequest', scope.rateLimit())
}
