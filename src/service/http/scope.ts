import type { FastifyInstance } from 'fastify'

type Mount = (scope: FastifyInstance) => void | Promise<void>

/** A scope with a name of its own. Fastify would look for one among all modules that are loaded, at every start. */
export const named = (name: string, mount: Mount) =>
  Object.assign(async (scope: FastifyInstance) => mount(scope), {
    [Symbol.for('fastify.display-name')]: name,
  })
