/** Ways in for who comes without knowing their connection: "SSO LOG IN", which a browser remembers (Q07), and the enterprise key (S08). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isName, presets, type ServicePreset, type WayIn } from '../../core/index.js'
import type { Deps } from '../deps.js'
import { noSuchRoute } from '../http/problems.js'
import { renderMessage } from '../pages/message.js'
import { findTrust, type Trust } from './trust.js'

const days = 24 * 60 * 60
const lifetime = 180 * days

const hasWay = ({ waysIn }: ServicePreset, wanted: WayIn['kind']): boolean =>
  waysIn.some(({ kind }) => kind === wanted)

const cookieName = ({ secure }: Deps): string => (secure ? '__Host-mortise-sso' : 'mortise-sso')

/**
 * The cookie holds the connection's name, from which its login URL follows: a URL in it could be another's page.
 * Lax, so that it comes along when the person follows a link to us; it opens no session by itself.
 */
export function rememberConnection(
  deps: Deps,
  { preset, connection }: Trust,
  reply: FastifyReply,
): void {
  if (!hasWay(preset, 'remembered-idp')) return
  reply.setCookie(cookieName(deps), connection.name, {
    ...{ path: '/', httpOnly: true, secure: deps.secure, sameSite: 'lax', maxAge: lifetime },
  })
}

async function rememberedTrust(deps: Deps, request: FastifyRequest): Promise<Trust | undefined> {
  const name = request.cookies[cookieName(deps)]
  if (name === undefined || !isName(name)) return undefined
  const trust = await findTrust(deps.store, deps.publicUrl(), name)
  return trust && hasWay(trust.preset, 'remembered-idp') ? trust : undefined
}

/** The only connection of the organization; among several nobody could say which is meant. */
async function trustByKey(deps: Deps, key: unknown): Promise<Trust | undefined> {
  if (typeof key !== 'string' || !isName(key)) return undefined
  const [name, ...others] = await deps.store.samlConnections.namesOf(key)
  if (name === undefined || others.length > 0) return undefined
  const trust = await findTrust(deps.store, deps.publicUrl(), name)
  return trust && hasWay(trust.preset, 'enterprise-key') ? trust : undefined
}

const explanation = presets
  .flatMap(({ troubleshooting }) => troubleshooting)
  .find(({ code }) => code === 'start-from-your-portal')

const label = presets
  .flatMap(({ waysIn }) => waysIn)
  .find(({ kind }) => kind === 'remembered-idp')?.label

export function mountSsoLogin(app: FastifyInstance, deps: Deps): void {
  app.get('/login/sso', { exposeHeadRoute: false }, async (request, reply) => {
    const { enterprise_key: key } = request.query as { readonly enterprise_key?: unknown }
    const trust = await (key === undefined ? rememberedTrust(deps, request) : trustByKey(deps, key))
    if (trust) return reply.redirect(trust.endpoints.loginUrl, 302)
    if (key !== undefined || !explanation) throw noSuchRoute()
    return reply
      .type('text/html; charset=utf-8')
      .send(renderMessage(label ?? 'Sign in', `${explanation.cause} ${explanation.remedy}`))
  })
}
