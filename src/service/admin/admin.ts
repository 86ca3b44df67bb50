/** Serves every row of the contract: parses by its schemas, asks its handler, answers through its response schema. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as z from 'zod/mini'
import { routes, type Route, type RouteName } from '../../admin-api/index.js'
import { parseWith, version } from '../../core/index.js'
import type { Deps } from '../deps.js'
import { noSuchRoute } from '../http/problems.js'
import { ok, type Answer, type Call, type Handlers } from './answers.js'
import { accessHandlers } from './access.js'
import { activationHandlers } from './activations.js'
import { administratorHandlers } from './administrators.js'
import { fingerprintOf, requireBearer } from './bearer.js'
import { parseCondition } from './conditions.js'
import { directoryHandlers } from './directories.js'
import { directoryTokenHandlers } from './directory-tokens.js'
import { connectionHandlers } from './connections.js'
import { domainHandlers } from './domains.js'
import { groupHandlers } from './groups.js'
import { oidcConnectionHandlers } from './oidc-connections.js'
import { membershipHandlers } from './memberships.js'
import { manualStepHandlers } from './manual-steps.js'
import { organizationHandlers } from './organizations.js'
import { samlConnectionHandlers } from './saml-connections.js'
import { samlMetadataHandlers } from './saml-metadata.js'
import { clientKeyHandlers } from './client-keys.js'
import { connectionRequestHandlers } from './connection-requests.js'
import { samlKeyHandlers } from './saml-keys.js'
import { spaceHandlers } from './spaces.js'
import { attemptHandlers } from './sign-in-attempts.js'
import { ssoPolicyHandlers } from './sso-policies.js'
import { userSessionHandlers } from './user-sessions.js'
import { userHandlers } from './users.js'

/** 5 MB of metadata, escaped in JSON. Only callers with the token may send so much. */
const bodyLimit = 8 * 1024 * 1024

const handlersOf = (deps: Deps): Handlers => ({
  getService: async () => ok({ publicUrl: deps.publicUrl(), version }),
  ...organizationHandlers(deps),
  ...groupHandlers(deps),
  ...spaceHandlers(deps),
  ...samlConnectionHandlers(deps),
  ...oidcConnectionHandlers(deps),
  ...samlKeyHandlers(deps),
  ...clientKeyHandlers(deps),
  ...connectionRequestHandlers(deps),
  ...samlMetadataHandlers(deps),
  ...connectionHandlers(deps),
  ...manualStepHandlers(deps),
  ...activationHandlers(deps),
  ...administratorHandlers(deps),
  ...domainHandlers(deps),
  ...ssoPolicyHandlers(deps),
  ...attemptHandlers(deps),
  ...userHandlers(deps),
  ...membershipHandlers(deps),
  ...accessHandlers(deps),
  ...userSessionHandlers(deps),
  ...directoryHandlers(deps),
  ...directoryTokenHandlers(deps),
})

type AnyHandler = (call: Call<RouteName>) => Promise<Answer<RouteName>>

function callOf(route: Route, request: FastifyRequest, actor: string): Call<RouteName> {
  const parsed = {
    params: route.params && parseWith(route.params, request.params),
    query: route.query && parseWith(route.query, request.query),
    body: route.body && parseWith(route.body, request.body),
  }
  // The row's own schemas made these values; TypeScript cannot see that row and handler share a name.
  return { ...parsed, condition: parseCondition(request.headers), actor } as Call<RouteName>
}

function send(reply: FastifyReply, route: Route, answer: Answer<RouteName>): FastifyReply {
  reply.code(answer.status)
  if (answer.version !== undefined) reply.header('etag', `"${answer.version}"`)
  if (!route.response) return reply.send()
  // What the schema does not name does not leave the service.
  return reply
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(z.parse(route.response, answer.body)))
}

function bind(app: FastifyInstance, route: Route, handler: AnyHandler, actor: string): void {
  app.route({
    method: route.method,
    url: route.path.replace(/\{(\w+)\}/g, ':$1'),
    bodyLimit,
    handler: async (request, reply) =>
      send(reply, route, await handler(callOf(route, request, actor))),
  })
}

/** Everything below /admin/v1, the OpenAPI document and "no such route" included, needs the token. */
export function mountAdmin(app: FastifyInstance, deps: Deps, token: string): void {
  const handlers = handlersOf(deps)
  const actor = fingerprintOf(token)
  app.addHook('onRequest', requireBearer(token))
  app.setNotFoundHandler(() => {
    throw noSuchRoute()
  })
  for (const [name, route] of Object.entries<Route>(routes)) {
    bind(app, route, handlers[name as RouteName], actor)
  }
  app.get('/openapi.json', async (_request, reply) => {
    // Seldom asked for, and heavy.
    const { openApiDocument } = await import('./openapi.js')
    const document = openApiDocument(deps.publicUrl(), version)
    return reply.type('application/json').send(JSON.stringify(document))
  })
}
