/** The OpenID Connect side of the practice IdP, mounted. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerPage, signInPage } from '../pages.js'
import { misbehaviours, oidcMisbehaviourNamed } from '../misbehaviour.js'
import { getPerson } from '../sign-in.js'
import { sendPage, wantsJson } from '../replies.js'
import {
  answerNobody,
  answerSignIn,
  discoveryOf,
  locationOf,
  type OidcAnswer,
  type OidcDeps,
} from './provider.js'
import { readOidcSignIn } from './request.js'
import { type HttpAnswer, redeem, userInfo } from './token.js'

/** A program gets what a browser would carry; `location` where it would go by itself. */
function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: OidcAnswer,
): FastifyReply {
  const { redirectUri, responseMode, parameters } = answer
  reply.header('cache-control', 'no-store')
  if (wantsJson(request)) {
    const location = responseMode === 'query' ? { location: locationOf(answer) } : {}
    return reply.send({ ...answer, ...location })
  }
  if (responseMode === 'query') return reply.redirect(locationOf(answer), 303)
  return sendPage(reply, answerPage(redirectUri, parameters), new URL(redirectUri).origin)
}

const sendHttp = (reply: FastifyReply, { status, body, headers = {} }: HttpAnswer): FastifyReply =>
  reply
    .code(status)
    .headers({ 'cache-control': 'no-store', ...headers })
    .type(typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json')
    .send(body)

function mountSignIn(app: FastifyInstance, deps: OidcDeps): void {
  const show = (input: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const { asked, signIn } = readOidcSignIn(input, deps.clients)
    if (!signIn.maySignIn) return sendAnswer(request, reply, answerNobody(signIn, deps))
    const choices = misbehaviours.filter(({ protocol }) => protocol === 'oidc')
    const page = signInPage({
      ...{ asker: signIn.client.clientId, action: '/oidc/sign-in', fields: asked, choices },
    })
    // A browser follows the policy of the page through the redirect that answers its form.
    return sendPage(reply, page, `'self' ${new URL(signIn.redirectUri).origin}`)
  }
  app.get('/oidc/authorize', (request, reply) => show(request.query, request, reply))
  // Core §3.1.2.1: both methods.
  app.post('/oidc/authorize', (request, reply) => show(request.body, request, reply))
  app.post<{ Body: { readonly person?: string } | undefined }>(
    '/oidc/sign-in',
    async (request, reply) => {
      const { asked, signIn } = readOidcSignIn(request.body, deps.clients)
      const misbehaviour = oidcMisbehaviourNamed(asked.misbehave)
      const person = getPerson(request.body?.person)
      return sendAnswer(request, reply, await answerSignIn(signIn, person, misbehaviour, deps))
    },
  )
}

export function mountOidc(app: FastifyInstance, deps: OidcDeps): void {
  app.get('/oidc/.well-known/openid-configuration', () => discoveryOf(deps.site()))
  app.get('/oidc/jwks', () => deps.keys.jwks())
  app.post<{ Body: { readonly withdraw?: unknown } | undefined }>(
    '/oidc/rotate-keys',
    async ({ body }) => {
      const { kid } = await deps.keys.rotate({ withdraw: String(body?.withdraw) === 'true' })
      return { kid }
    },
  )
  app.post('/clients', async ({ body }, reply) =>
    reply.code(201).send({ ...deps.clients.register(body), issuer: deps.site().issuer }),
  )
  app.post('/oidc/token', async ({ body, headers }, reply) =>
    sendHttp(reply, await redeem(body, headers.authorization, deps)),
  )
  app.get('/oidc/userinfo', ({ headers }, reply) =>
    sendHttp(reply, userInfo(headers.authorization, deps)),
  )
  mountSignIn(app, deps)
}
