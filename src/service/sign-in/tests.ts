/** The browser's side of a connection test: the one-time URL, and the page with the result for whoever opened it. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../../core/index.js'
import type { Deps } from '../deps.js'
import { testBodyOf } from '../connections/test-body.js'
import { prefersJson } from '../http/negotiation.js'
import { noSuchRoute } from '../http/problems.js'
import { renderTestResult } from '../pages/test-result.js'
import type { ConnectionTest } from '../store/records.js'
import { sendToIdp } from './answering.js'
import { beginSignIn, type Begun } from './begin.js'
import { cookiesFor } from './cookies.js'
import { hashOf, newToken } from './secrets.js'
import { beginOidcSignIn } from './oidc/begin.js'
import { findOidcTrust } from './oidc/trust.js'
import { findTrust } from './trust.js'

const path = '/connection-tests'

/** The token stands in the query, which is never logged. */
export const testUrl = (publicUrl: string, token: string): string =>
  `${publicUrl}${path}?token=${token}`

export const testResultPath = (id: string): string => `${path}/${id}`

const linkUnusable = (): Refusal =>
  new Refusal({
    code: 'test-link-unusable',
    owner: 'user',
    detail:
      'this test URL is not known, has served, is older than ten minutes, or was opened in another browser',
    remedy: 'Let an administrator make a new test.',
  })

/** The first browser to open it keeps it. @throws Refusal `test-link-unusable` */
async function openTest(
  { store, now }: Deps,
  token: unknown,
  holder: string,
): Promise<ConnectionTest> {
  if (typeof token !== 'string') throw linkUnusable()
  const test = await store.connectionTests.findByToken(hashOf(token))
  if (!test || test.outcome !== null || test.expiresAt <= now()) throw linkUnusable()
  const isOurs = await store.transaction((tx) =>
    tx.connectionTests.recordHolder(test.id, hashOf(holder)),
  )
  if (!isOurs) throw linkUnusable()
  return test
}

/** By the protocol the connection speaks. @throws Refusal */
async function begin(
  deps: Deps,
  { connection, id }: ConnectionTest,
  browserToken: string | undefined,
): Promise<Begun> {
  const { store, publicUrl } = deps
  const saml = await findTrust(store, publicUrl(), connection)
  if (saml) return beginSignIn(deps, saml, null, browserToken, id)
  const oidc = await findOidcTrust(store, publicUrl(), connection)
  if (oidc) return beginOidcSignIn(deps, oidc, null, browserToken, id)
  throw linkUnusable()
}

/** A stranger does not learn that there is such a test. @throws Refusal `no-such-route` */
async function heldTest({ store }: Deps, request: FastifyRequest, holder: string | undefined) {
  const { id } = request.params as { readonly id: string }
  const test = await store.connectionTests.find(id)
  if (!test || holder === undefined || test.holderHash !== hashOf(holder)) throw noSuchRoute()
  return test
}

/** How long the result can be looked at again. Seconds. */
const resultShown = 60 * 60

export function mountTests(app: FastifyInstance, deps: Deps): void {
  const cookies = cookiesFor(deps.secure)

  app.route({
    method: 'GET',
    url: path,
    exposeHeadRoute: false, // a HEAD must not use the URL up
    handler: async (request, reply) => {
      const { token } = request.query as { readonly token?: unknown }
      const holder = cookies.testOf(request) ?? newToken()
      const test = await openTest(deps, token, holder)
      const begun = await begin(deps, test, cookies.browserOf(request))
      cookies.setTest(reply, holder, resultShown)
      return sendToIdp(deps, begun, reply)
    },
  })

  app.get(`${path}/:id`, async (request, reply) => {
    const body = testBodyOf(await heldTest(deps, request, cookies.testOf(request)), deps.now())
    return prefersJson(request)
      ? reply.send(body)
      : reply.type('text/html; charset=utf-8').send(renderTestResult(body))
  })
}
