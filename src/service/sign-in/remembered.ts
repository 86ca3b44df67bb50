/** Ways in for who comes without knowing their connection: "SSO LOG IN", which a browser remembers (Q07), and the enterprise key (S08). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isName, presets, type ServicePreset, type WayIn } from '../../core/index.js'
import { openConnections } from '../connections/circumstances.js'
import { findConnection, type Connection } from '../connections/connection.js'
import type { Deps } from '../deps.js'
import { noSuchRoute } from '../http/problems.js'
import { renderMessage } from '../pages/message.js'

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
  { preset, name }: Connection,
  reply: FastifyReply,
): void {
  if (!hasWay(preset, 'remembered-idp')) return
  reply.setCookie(cookieName(deps), name, {
    ...{ path: '/', httpOnly: true, secure: deps.secure, sameSite: 'lax', maxAge: lifetime },
  })
}

async function rememberedConnection(
  deps: Deps,
  request: FastifyRequest,
): Promise<Connection | undefined> {
  const name = request.cookies[cookieName(deps)]
  if (name === undefined || !isName(name)) return undefined
  const connection = await findConnection(deps.store, deps.publicUrl(), name)
  return connection && hasWay(connection.preset, 'remembered-idp') ? connection : undefined
}

/** The only connection of the organization, or the only one that carries sign-ins; else nobody could say which is meant. */
async function connectionByKey(deps: Deps, key: unknown): Promise<Connection | undefined> {
  if (typeof key !== 'string' || !isName(key)) return undefined
  const { store, publicUrl } = deps
  const all = await store.samlConnections.namesOf(key)
  const named = all.length === 1 ? all : await openConnections(store, publicUrl(), key)
  const [name, ...others] = named
  if (name === undefined || others.length > 0) return undefined
  const connection = await findConnection(store, publicUrl(), name)
  return connection && hasWay(connection.preset, 'enterprise-key') ? connection : undefined
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
    const connection = await (key === undefined
      ? rememberedConnection(deps, request)
      : connectionByKey(deps, key))
    if (connection) return reply.redirect(connection.loginUrl, 302)
    if (key !== undefined || !explanation) throw noSuchRoute()
    return reply
      .type('text/html; charset=utf-8')
      .send(renderMessage(label ?? 'Sign in', `${explanation.cause} ${explanation.remedy}`))
  })
}
