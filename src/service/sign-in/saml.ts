/** SAML over HTTP: login, ACS and metadata of every connection, at the paths its preset names. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isName, presets, Refusal, settingsFor, type ServicePreset } from '../../core/index.js'
import { spMetadata, verifyResponse, type Assertion } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import { prefersJson } from '../http/negotiation.js'
import { publishedKeysOf } from '../keys/keys.js'
import { noSuchRoute } from '../http/problems.js'
import { renderMessage } from '../pages/message.js'
import type { Attempt } from '../store/records.js'
import { beginSignIn, requestLifetime } from './begin.js'
import { connectionOf } from '../connections/connection.js'
import { isOpen } from '../connections/standing.js'
import { completeSignIn, recordRefusal, type Completed } from './complete.js'
import { cookiesFor } from './cookies.js'
import { responseIn, samlResponseIn } from './form.js'
import { mountGlobalAcs } from './global-acs.js'
import { connectionNotEnabled } from './refusals.js'
import { rememberConnection } from './remembered.js'
import { recordFailedTest, samlChecks } from './saml-test.js'
import { endSession } from './sessions.js'
import { testResultPath } from './tests.js'
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

async function refuse(deps: Deps, trust: Trust, refusal: Refusal): Promise<Completed> {
  const attempt = await recordRefusal(deps, trust.connection.name, refusal)
  return { attempt, outcome: { kind: 'refused', reference: attempt.reference } }
}

async function receive(
  deps: Deps,
  trust: Trust,
  body: unknown,
  browserToken: string | undefined,
): Promise<Completed> {
  try {
    return await completeSignIn(deps, trust, {
      assertion: verify(deps, trust, body),
      browserToken,
      checksFor: (finding) => samlChecks(finding, true),
    })
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const failed = await recordFailedTest(deps, trust, responseIn(body), error.finding)
    if (!failed) return refuse(deps, trust, error)
    return { attempt: failed.attempt, outcome: { kind: 'tested', test: failed.test } }
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

/** Nobody is sent to an IdP for nothing. */
async function isClosed({ store }: Deps, trust: Trust): Promise<boolean> {
  const { name, idp } = trust.connection
  return !(await isOpen(store, name, idp.entityId, () => connectionOf(trust)))
}

export function mountSaml(app: FastifyInstance, deps: Deps): void {
  const cookies = cookiesFor(deps.secure)

  route(app, deps, 'GET', 'loginUrl', async (trust, request, reply) => {
    if (await isClosed(deps, trust)) {
      const { attempt } = await refuse(deps, trust, connectionNotEnabled(trust.connection.name))
      logAttempt(request, attempt)
      return sendFailure(request, reply, attempt.reference)
    }
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
    if (outcome.kind === 'refused') return sendFailure(request, reply, outcome.reference)
    if (outcome.kind === 'tested') return reply.redirect(testResultPath(outcome.test), 303)
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
      const attempt = await recordRefusal(deps, null, refusal)
      logAttempt(request, attempt)
      return sendFailure(request, reply, attempt.reference)
    },
  })

  route(app, deps, 'GET', 'spMetadataUrl', async ({ endpoints, organization }, _request, reply) => {
    const keys = await publishedKeysOf(deps, organization.name)
    return reply
      .type('application/samlmetadata+xml; charset=utf-8')
      .send(spMetadata({ ...endpoints, keys }))
  })
}
