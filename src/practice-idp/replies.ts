/** How the practice IdP answers: a page under a strict policy, or JSON for a program. */
import type { FastifyReply, FastifyRequest } from 'fastify'

export const wantsJson = (request: FastifyRequest): boolean =>
  (request.headers.accept ?? '').includes('application/json')

const csp = (formAction: string): string =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    `form-action ${formAction}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

export const sendPage = (reply: FastifyReply, page: string, formAction = "'self'"): FastifyReply =>
  reply
    .header('content-security-policy', csp(formAction))
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page)
