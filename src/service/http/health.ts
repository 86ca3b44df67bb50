/** For whoever runs the service: is the process alive, and may it be sent requests. */
import type { FastifyInstance } from 'fastify'
import type { Deps } from '../deps.js'
import type { Draining } from './server.js'

/** Draining itself is answered before these are reached: 503, which is what a load balancer should hear. */
export function mountHealth(app: FastifyInstance, { store }: Deps, draining: Draining): void {
  app.get('/healthz', async () => ({ status: 'alive' }))
  app.get('/readyz', async (request, reply) => {
    try {
      await store.ping()
    } catch (error) {
      request.log.error({ err: error }, 'the database does not answer')
      return reply.code(503).send({ status: 'not-ready', reason: 'the database does not answer' })
    }
    return draining.on
      ? reply.code(503).send({ status: 'not-ready', reason: 'stopping' })
      : { status: 'ready' }
  })
}
