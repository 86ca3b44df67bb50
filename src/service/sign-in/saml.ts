/** SAML over HTTP: login, ACS and metadata of every connection, at the paths its preset names. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isName, presets, Refusal, type ServicePreset } from '../../core/index.js'
import { spMetadata } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import { publishedKeysOf } from '../keys/keys.js'
import { noSuchRoute } from '../http/problems.js'
import { refusalIfClosed, sendCompleted, sendToIdp } from './answering.js'
import { beginSignIn, localPath, type Begun } from './begin.js'
import { connectionOf } from '../connections/connection.js'
import { completeSignIn, recordRefusal, type Completed } from './complete.js'
import { cookiesFor } from './cookies.js'
import { relayStateIn, responseIn } from './form.js'
import { mountGlobalAcs } from './global-acs.js'
import { recordFailedSamlTest, samlChecks } from './saml-test.js'
import { recordSamlSession, sloUrlOf } from './saml-logout.js'
import { signsRequests } from './saml-request.js'
import { verifyPosted } from './saml-verify.js'
import { assertionSeen } from './seen.js'
import { spend } from './spend.js'
import type { OidcCallback } from './oidc/mount.js'
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
  { store, publicUrl, connectionRate }: Deps,
  endpoint: Endpoint,
  path: string,
  request: FastifyRequest,
): Promise<Trust> {
  const { name } = request.params as { readonly name: string }
  const trust = isName(name) ? await findTrust(store, publicUrl(), name) : undefined
  if (!trust || pathOf(trust.preset, endpoint) !== path) throw noSuchRoute()
  connectionRate.count(name)
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

async function receive(
  deps: Deps,
  trust: Trust,
  body: unknown,
  browserToken: string | undefined,
): Promise<Completed> {
  try {
    const assertion = await verifyPosted(deps, trust, body)
    const { nameId, attributes, sessionExpiresAt } = assertion
    return await completeSignIn(deps, connectionOf(trust), {
      ...{ subject: { subject: nameId, attributes }, idpEnd: sessionExpiresAt },
      ...{ seen: assertionSeen(assertion), landing: localPath(relayStateIn(body)) },
      spend: (tx, at) => spend(tx, trust.connection.name, assertion, browserToken, at),
      opened: (tx, token) => recordSamlSession(tx, trust, assertion, token),
      checksFor: (finding) => samlChecks(finding, true),
    })
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const failed = await recordFailedSamlTest(deps, trust, responseIn(body), error.finding)
    return failed ?? recordRefusal(deps, trust.connection.name, error)
  }
}

async function beginOrRefuse(
  deps: Deps,
  trust: Trust,
  wanted: unknown,
  held: string | undefined,
): Promise<Begun | Completed> {
  try {
    return await beginSignIn(deps, trust, wanted, held)
  } catch (error) {
    if (!Refusal.is(error)) throw error
    return recordRefusal(deps, trust.connection.name, error)
  }
}

/** @param oidc - takes what comes for OpenID Connect at a door they share */
export function mountSaml(app: FastifyInstance, deps: Deps, oidc: OidcCallback): void {
  const cookies = cookiesFor(deps.secure)

  route(app, deps, 'GET', 'loginUrl', async (trust, request, reply) => {
    const connection = connectionOf(trust)
    const refused = await refusalIfClosed(deps, connection)
    if (refused) return sendCompleted(deps, connection, refused, request, reply)
    const { RelayState } = request.query as { readonly RelayState?: unknown }
    const begun = await beginOrRefuse(deps, trust, RelayState, cookies.browserOf(request))
    return 'location' in begun
      ? sendToIdp(deps, begun, reply)
      : sendCompleted(deps, connection, begun, request, reply)
  })

  const consume: Answer = async (trust, request, reply) => {
    const completed = await receive(deps, trust, request.body, cookies.browserOf(request))
    return sendCompleted(deps, connectionOf(trust), completed, request, reply)
  }
  route(app, deps, 'POST', 'acsUrl', consume)
  mountGlobalAcs(app, deps, {
    consume,
    oidc,
    refuse: async (refusal, request, reply) =>
      sendCompleted(deps, undefined, await recordRefusal(deps, null, refusal), request, reply),
  })

  route(app, deps, 'GET', 'spMetadataUrl', async (trust, _request, reply) => {
    const keys = await publishedKeysOf(deps, trust.organization.name)
    const sloUrl = sloUrlOf(deps, trust)
    const metadata = {
      ...{ ...trust.endpoints, keys, signsRequests: signsRequests(trust) },
      ...(sloUrl === undefined ? {} : { sloUrl }),
    }
    return reply.type('application/samlmetadata+xml; charset=utf-8').send(spMetadata(metadata))
  })
}
