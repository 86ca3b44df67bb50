/** The one style sheet and the icon, served as files so that pages need nothing inline. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { iconPath, stylePath } from './layout.js'
import { stylesheet } from './stylesheet.js'

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#fff"/><path fill="none" stroke="#18202e" stroke-width="2" d="M3 4h18v6h-5v5h5v5H3v-5h5v-5H3z"/><path fill="#1f4fc4" d="M9.5 1.5h5v21h-5z"/></svg>`

const asset = (reply: FastifyReply, type: string, content: string): FastifyReply =>
  reply.header('cache-control', 'public, max-age=3600').type(type).send(content)

export function mountStyle(app: FastifyInstance): void {
  app.get(stylePath, async (_, reply) => asset(reply, 'text/css; charset=utf-8', stylesheet))
  app.get(iconPath, async (_, reply) => asset(reply, 'image/svg+xml', icon))
}
