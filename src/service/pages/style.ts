/** The one style sheet, served as a file so that pages need no inline style. */
import type { FastifyInstance } from 'fastify'
import { style, stylePath } from './layout.js'

export function mountStyle(app: FastifyInstance): void {
  app.get(stylePath, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=3600')
      .type('text/css; charset=utf-8')
      .send(style),
  )
}
