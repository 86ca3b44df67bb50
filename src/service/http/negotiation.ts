/** Who is asking: a person with a browser, or a program. */
import type { FastifyRequest } from 'fastify'
import { adminPath } from '../../admin-api/index.js'

const accepts = (request: FastifyRequest, type: string): boolean =>
  (request.headers.accept ?? '').toLowerCase().includes(type)

/** True for browsers, which name text/html; never for the admin API, which is for programs. */
export const prefersHtml = (request: FastifyRequest): boolean =>
  accepts(request, 'text/html') && !request.url.startsWith(`${adminPath}/`)

/** True when JSON is asked for and a page is not. */
export const prefersJson = (request: FastifyRequest): boolean =>
  accepts(request, 'application/json') && !accepts(request, 'text/html')
