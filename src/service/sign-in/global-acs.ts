/** The ACS that serves all connections of a service (Qualified, Torque): the Response's issuer says which connection is to verify it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { presets, Refusal, troubleFor, type ServicePreset } from '../../core/index.js'
import { unverifiedIssuerOf } from '../../saml/index.js'
import type { Deps } from '../deps.js'
import { prefersHtml } from '../http/negotiation.js'
import { noSuchRoute, TooManyRequests } from '../http/problems.js'
import { renderMessage } from '../pages/message.js'
import { responseIn, samlResponseIn } from './form.js'
import type { OidcCallback } from './oidc/mount.js'
import { findTrust, type Trust } from './trust.js'

type Answered = Promise<FastifyReply>

export interface AcsAnswers {
  /** Verifies and completes, as at the ACS of one connection. */
  readonly consume: (trust: Trust, request: FastifyRequest, reply: FastifyReply) => Answered
  /** Takes what is OpenID Connect's: some services have one door for both (T71). */
  readonly oidc: OidcCallback
  /** For a Response of which not even the connection is known. */
  readonly refuse: (refusal: Refusal, request: FastifyRequest, reply: FastifyReply) => Answered
}

const base = '{serviceUrl}'

/** The path, where it is the same for all connections. */
function globalPathOf({ endpoints: { acsUrl } }: ServicePreset): string | undefined {
  return acsUrl.includes('{name}') ? undefined : acsUrl.slice(base.length)
}

const issuerUnknown = ({ title }: ServicePreset, issuer: string | undefined): Refusal =>
  new Refusal({
    code: 'issuer-unknown',
    owner: 'sp',
    detail:
      issuer === undefined
        ? 'the Response names no issuer, by which its connection would be found'
        : `no ${title} connection trusts the IdP "${issuer.slice(0, 1024)}"`,
    remedy: 'Register a connection whose IdP has exactly this entity ID.',
    source: 'Q02',
  })

/** Registration keeps issuers apart (Q02); were two there after all, neither is guessed at. */
async function trustFor(
  { store, publicUrl }: Deps,
  preset: ServicePreset,
  issuer: string | undefined,
): Promise<Trust> {
  const names = issuer === undefined ? [] : await store.samlConnections.namesByIssuer(issuer)
  const trusts = await Promise.all(names.map((name) => findTrust(store, publicUrl(), name)))
  const [trust, ...others] = trusts.filter((it) => it?.preset.key === preset.key)
  if (!trust || others.length > 0) throw issuerUnknown(preset, issuer)
  return trust
}

/** Q05: an IdP with a Reply URL sends the browser here with nothing in its hands; a bare 404 would explain nothing. */
function explain(preset: ServicePreset, request: FastifyRequest, reply: FastifyReply) {
  const [trouble] = troubleFor(preset, { code: 'no-such-route' })
  if (!trouble || !prefersHtml(request)) throw noSuchRoute()
  return reply
    .code(404)
    .type('text/html; charset=utf-8')
    .send(renderMessage('Only IdPs post here', `${trouble.cause} ${trouble.remedy}`))
}

/** A SAMLResponse is SAML's, whatever else came with it; each protocol then refuses by its own rules. */
const isOidc = (came: unknown): boolean =>
  responseIn(came) === undefined &&
  ['state', 'id_token', 'code', 'error'].some((name) => Object.hasOwn(came ?? {}, name))

function mountOne(
  app: FastifyInstance,
  deps: Deps,
  preset: ServicePreset,
  url: string,
  { consume, oidc, refuse }: AcsAnswers,
): void {
  const isShared = preset.oidcEndpoints?.redirectUri.slice(base.length) === url
  app.post(url, async (request, reply) => {
    if (isShared && isOidc(request.body)) return oidc('form_post', request, reply)
    try {
      const trust = await trustFor(deps, preset, unverifiedIssuerOf(samlResponseIn(request.body)))
      deps.connectionRate.count(trust.connection.name)
      return await consume(trust, request, reply)
    } catch (error) {
      // Recording an attempt for each of too many would be what the limit is against.
      if (!Refusal.is(error) || error instanceof TooManyRequests) throw error
      return refuse(error, request, reply)
    }
  })
  app.get(url, { exposeHeadRoute: false }, async (request, reply) =>
    isShared && isOidc(request.query)
      ? oidc('query', request, reply)
      : explain(preset, request, reply),
  )
}

/** The paths that serve all connections. */
export const globalPaths: ReadonlySet<string> = new Set(
  presets.map(globalPathOf).filter((path) => path !== undefined),
)

export function mountGlobalAcs(app: FastifyInstance, deps: Deps, answers: AcsAnswers): void {
  for (const preset of presets) {
    const url = globalPathOf(preset)
    if (url !== undefined) mountOne(app, deps, preset, url, answers)
  }
}
