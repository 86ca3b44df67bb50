/** Headers every answer carries. Constants: a plugin would work them out anew at each request, which cost more than a look-up. */
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** No page is shown there: of the headers for browsers only these say anything, nosniff and HSTS. */
    readonly isForPrograms?: boolean
  }
}

/** Nothing of a page may come from elsewhere, and no page of ours may stand in another's frame. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join(';')

const hsts = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }

type Headers = Readonly<Record<string, string>>

const ofAll: Headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** What OWASP's list of secure headers asks of pages, and nothing of which pages of ours have need. */
const ofPages: Headers = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  // Not no-referrer: browsers would then send "Origin: null" with our own sign-out form.
  'referrer-policy': 'same-origin',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
  // On, the filter of old browsers was itself a way in.
  'x-xss-protection': '0',
}

/** @param secure - people reach us by https */
export function addHeaders(app: FastifyInstance, secure: boolean): void {
  const forPrograms = secure ? { ...ofAll, ...hsts } : ofAll
  const forPages = { ...forPrograms, ...ofPages }
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    reply.headers(request.routeOptions.config.isForPrograms ? forPrograms : forPages)
    done()
  })
}
