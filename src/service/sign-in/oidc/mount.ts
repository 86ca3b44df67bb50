/** OpenID Connect over HTTP: login, callback and public keys of every connection, at the paths its preset names. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isName, presets, Refusal, type ServicePreset } from '../../../core/index.js'
import { oidcConnectionOf } from '../../connections/connection.js'
import { publishedJwks } from '../../connections/oidc-client.js'
import type { Deps } from '../../deps.js'
import { noSuchRoute } from '../../http/problems.js'
import { refusalIfClosed, sendCompleted, sendToIdp } from '../answering.js'
import type { Begun } from '../begin.js'
import { recordRefusal, type Completed } from '../complete.js'
import { cookiesFor } from '../cookies.js'
import { beginOidcSignIn } from './begin.js'
import { receiveCallback } from './receive.js'
import { findOidcTrust, type OidcTrust } from './trust.js'

const base = '{serviceUrl}'
type Endpoint = keyof NonNullable<ServicePreset['oidcEndpoints']>

/** The path of a template, as Fastify writes it. */
const pathOf = (
  { oidcEndpoints }: Pick<ServicePreset, 'oidcEndpoints'>,
  endpoint: Endpoint,
): string | undefined => oidcEndpoints?.[endpoint].slice(base.length).replace('{name}', ':name')

const pathsOf = (endpoint: Endpoint): ReadonlySet<string> =>
  new Set(presets.map((preset) => pathOf(preset, endpoint)).filter((path) => path !== undefined))

/** Without query, as it was called: to be compared with the redirect URI of a request, to the letter. */
const calledUrl = ({ publicUrl }: Deps, { url }: FastifyRequest): string =>
  `${publicUrl()}${url.split('?')[0] ?? ''}`

async function getTrust(
  { store, publicUrl, connectionRate }: Deps,
  request: FastifyRequest,
  isHere: (trust: OidcTrust) => boolean,
): Promise<OidcTrust> {
  const { name } = request.params as { readonly name: string }
  const trust = isName(name) ? await findOidcTrust(store, publicUrl(), name) : undefined
  if (!trust || !isHere(trust)) throw noSuchRoute()
  connectionRate.count(name) // a callback has its login counted already
  return trust
}

async function beginOrRefuse(
  deps: Deps,
  trust: OidcTrust,
  wanted: unknown,
  held: string | undefined,
): Promise<Begun | Completed> {
  try {
    return await beginOidcSignIn(deps, trust, wanted, held)
  } catch (error) {
    if (!Refusal.is(error)) throw error
    return recordRefusal(deps, trust.connection.name, error)
  }
}

async function login(
  deps: Deps,
  trust: OidcTrust,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const connection = oidcConnectionOf(trust)
  const refused = await refusalIfClosed(deps, connection)
  if (refused) return sendCompleted(deps, connection, refused, request, reply)
  const { RelayState } = request.query as { readonly RelayState?: unknown }
  const begun = await beginOrRefuse(
    deps,
    trust,
    RelayState,
    cookiesFor(deps.secure).browserOf(request),
  )
  return 'location' in begun
    ? sendToIdp(deps, begun, reply)
    : sendCompleted(deps, connection, begun, request, reply)
}

/** Answers a callback, however it came. */
export type OidcCallback = (
  delivery: 'query' | 'form_post',
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<FastifyReply>

export const oidcCallback =
  (deps: Deps): OidcCallback =>
  async (delivery, request, reply) => {
    const came = delivery === 'query' ? request.query : request.body
    const { connection, completed } = await receiveCallback(deps, {
      ...{ parameters: (came ?? {}) as Readonly<Record<string, unknown>>, delivery },
      redirectUri: calledUrl(deps, request),
      name: (request.params as { readonly name?: string }).name,
      browserToken: cookiesFor(deps.secure).browserOf(request),
    })
    return sendCompleted(deps, connection, completed, request, reply)
  }

/** @param shared - paths other protocols listen at too, which hand on what is ours */
export function mountOidc(
  app: FastifyInstance,
  deps: Deps,
  callback: OidcCallback,
  shared: ReadonlySet<string>,
): void {
  const quiet = { exposeHeadRoute: false } as const // a HEAD must begin or end nothing
  for (const url of pathsOf('loginUrl')) {
    app.get(url, quiet, async (request, reply) => {
      const isHere = ({ preset }: OidcTrust): boolean => pathOf(preset, 'loginUrl') === url
      return login(deps, await getTrust(deps, request, isHere), request, reply)
    })
  }
  for (const url of pathsOf('redirectUri')) {
    if (shared.has(url)) continue
    app.get(url, quiet, async (request, reply) => callback('query', request, reply))
    app.post(url, async (request, reply) => callback('form_post', request, reply))
  }
  app.get('/oidc/:name/jwks', async (request, reply) => {
    const { connection } = await getTrust(deps, request, () => true)
    const keys = publishedJwks(connection.clientKey)
    return reply.header('cache-control', 'public, max-age=300').send({ keys })
  })
}
