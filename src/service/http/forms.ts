/** Cookies and form bodies for a scope that takes forms and nothing else. */
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { FastifyInstance } from 'fastify'

export async function takeForms(app: FastifyInstance): Promise<void> {
  await app.register(cookie)
  app.removeAllContentTypeParsers()
  await app.register(formbody, { bodyLimit: 256 * 1024 })
}
