/** SAML over HTTP: login, ACS and metadata of every connection, at the paths its preset names. */
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isName, presets, Refusal, settingsFor, type ServicePreset } from '../../core/index.js'
import { spMetadata, verifyResponse, type Assertion } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import { prefersJson } from '../http/negotiation.js'
import { noSuchRoute } from '../http/problems.js'
import { renderMessage } from '../pages/message.js'
import type { Attempt } from '../store/records.js'
import { beginSignIn, requestLifetime } from './begin.js'
import { completeSignIn, recordRefusal, type Outcome } from './complete.js'
import { cookiesFor } from './cookies.js'
import { samlResponseIn } from './form.js'
import { mountGlobalAcs } from './global-acs.js'
import { rememberConnection } from './remembered.js'
import { endSession } from './sessions.js'
import { findTrust, type Trust } from './trust.js'

type Endpoint = 'loginUrl' | 'acsUrl' | 'spMetadataUrl'
type Answer = (trust: Trust, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

const base = '{serviceUrl}'

/** The path of a template, as Fastify writes it. A template without `{name}` is a global ACS: `global-acs.ts` serves it. */
function pathOf(preset: ServicePreset, endpoint: Endpoint): string | undefined {
  const template = preset.endpoints[endpoint]
  if (!template.startsWith(`${base}/`) || !template.includes('{name}')) return undefined
  return template.slice(base.length).replace('{name}', ':name')
}

const pathsOf = (endpoint: Endpoint): ReadonlySet<string> =>
  new Set(presets.map((preset) => pathOf(preset, endpoint)).filter((path) => path !== undefined))

/** The connection at this very path: another preset's path is not its door. @throws Refusal `no-such-route` */
async function getTrust(
  { store, publicUrl }: Deps,
  endpoint: Endpoint,
  path: string,
  request: FastifyRequest,
): Promise<Trust> {
  const { name } = request.params as { readonly name: string }
  const trust = isName(name) ? await findTrust(store, publicUrl(), name) : undefined
  if (!trust || pathOf(trust.preset, endpoint) !== path) throw noSuchRoute()
  return trust
}

function route(
  app: FastifyInstance,
  deps: Deps,
  method: 'GET' | 'POST',
  endpoint: Endpoint,
  answer: Answer,
): void {
  for (const url of pathsOf(endpoint)) {
    app.route({
      method,
      url,
      exposeHeadRoute: false, // a HEAD of the login page must not begin a sign-in
      handler: async (request, reply) =>
        answer(await getTrust(deps, endpoint, url, request), request, reply),
    })
  }
}

function verify({ now }: Deps, trust: Trust, body: unknown): Assertion {
  const { connection, endpoints, preset } = trust
  return verifyResponse({
    samlResponse: samlResponseIn(body),
    now: now(),
    expected: {
      acsUrl: endpoints.acsUrl,
      spEntityId: endpoints.spEntityId,
      idpEntityId: connection.idp.entityId,
      certificates: connection.idp.certificates,
      idpInitiated: settingsFor(preset, connection.input.settings).idpInitiated
        ? 'allowed'
        : 'forbidden',
    },
  })
}

async function receive(
  deps: Deps,
  trust: Trust,
  body: unknown,
  browserToken: string | undefined,
): Promise<{ readonly attempt: Attempt; readonly outcome: Outcome }> {
  try {
    return await completeSignIn(deps, trust, {
      assertion: verify(deps, trust, body),
      browserToken,
    })
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const attempt = await recordRefusal(deps, trust.connection.name, error)
    return { attempt, outcome: { signedIn: false, reference: attempt.reference } }
  }
}

/** Two voices: the stranger hears the reference, the attempt under it says why. */
function sendFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  reference: string,
): FastifyReply {
  reply.code(403)
  if (prefersJson(request)) return reply.send({ error: 'sign-in-failed', reference })
  return reply
    .type('text/html; charset=utf-8')
    .send(renderMessage('Sign-in failed', `Sign-in failed, reference ${reference}`))
}

function logAttempt(request: FastifyRequest, attempt: Attempt): void {
  const { reference, connection, outcome, finding } = attempt
  request.log.info({ reference, connection, outcome, code: finding?.code }, 'sign-in attempt')
}

/** Cookies and form bodies for this scope; the ACS takes a form and nothing else. */
async function takeForms(app: FastifyInstance): Promise<void> {
  await app.register(cookie)
  app.removeAllContentTypeParsers()
  await app.register(formbody, { bodyLimit: 256 * 1024 })
}

export async function mountSaml(app: FastifyInstance, deps: Deps): Promise<void> {
  await takeForms(app)
  const cookies = cookiesFor(deps.secure)

  route(app, deps, 'GET', 'loginUrl', async (trust, request, reply) => {
    const { RelayState } = request.query as { readonly RelayState?: unknown }
    const begun = await beginSignIn(deps, trust, RelayState, cookies.browserOf(request))
    if (begun.browserToken !== undefined) {
      cookies.setBrowser(reply, begun.browserToken, requestLifetime / 1000)
    }
    return reply.redirect(begun.location, 302)
  })

  const consume: Answer = async (trust, request, reply) => {
    const browserToken = cookies.browserOf(request)
    const { attempt, outcome } = await receive(deps, trust, request.body, browserToken)
    logAttempt(request, attempt)
    if (!outcome.signedIn) return sendFailure(request, reply, outcome.reference)
    if (outcome.logLine !== undefined) request.log.info(outcome.logLine)
    // A new session for every sign-in, and the old one of this browser ends with it.
    await endSession(deps, cookies.sessionOf(request))
    const { token, expiresAt } = outcome.session
    const seconds = Math.floor((expiresAt.getTime() - deps.now().getTime()) / 1000)
    cookies.setSession(reply, token, seconds)
    rememberConnection(deps, trust, reply)
    return reply.redirect(outcome.returnTo, 303)
  }
  route(app, deps, 'POST', 'acsUrl', consume)
  mountGlobalAcs(app, deps, {
    consume,
    refuse: async (refusal, request, reply) => {
      const attempt = await recordRefusal(deps, '', refusal)
      logAttempt(request, attempt)
      return sendFailure(request, reply, attempt.reference)
    },
  })

  route(app, deps, 'GET', 'spMetadataUrl', async ({ endpoints }, _request, reply) =>
    reply.type('application/samlmetadata+xml; charset=utf-8').send(spMetadata(endpoints)),
  )
}
