/** What a signed-in person sees of themselves, and how they sign out. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../../core/index.js'
import type { OutgoingMessage } from '../../saml/index.js'
import { findConnection } from '../connections/connection.js'
import type { Deps } from '../deps.js'
import { prefersJson } from '../http/negotiation.js'
import { checkSameOrigin } from '../http/origin.js'
import { renderLanding, type Landing } from '../pages/landing.js'
import { renderNotSignedIn, renderSigningOut } from '../pages/message.js'
import { sendForm } from '../pages/send-on.js'
import type { Session } from '../store/records.js'
import { accessOf, asOfNow, personalTrace } from './access.js'
import { cookiesFor } from './cookies.js'
import { logoutRequestFor } from './saml-logout.js'
import { endSession, endSessionsOf, findSession } from './sessions.js'

const notSignedIn = (): Refusal =>
  new Refusal({
    code: 'not-signed-in',
    owner: 'user',
    detail: 'there is no session, or it has ended',
    remedy: 'Sign in at the login URL of your connection.',
  })

/**
 * Groups and spaces as they are held now, roles by the rules of now: a rule taken away stops granting with the next
 * request, not with the next sign-in.
 */
async function landingOfUser({ store, publicUrl }: Deps, session: Session): Promise<Landing> {
  const user = await store.users.get(session.holder.id)
  const connection = await findConnection(store, publicUrl(), user.connection)
  if (!connection) throw notSignedIn()
  const { preset, organization } = connection
  const access = accessOf({
    preset,
    organization,
    spaces: await store.spaces.names(organization.name),
    held: await store.users.groupsOf(user.id),
    person: await store.people.find(user.id),
  })
  return {
    user: { login: user.login, name: user.name, email: user.email },
    organization: organization.name,
    organizationTitle: organization.input.displayName,
    connection: user.connection,
    ...{ groups: access.groups, spaces: access.spaces, roles: access.roles },
    trace: asOfNow(personalTrace(connection, session.trace), access),
  }
}

async function landingOfAdministrator({ store }: Deps, session: Session): Promise<Landing> {
  const { organization, email, input } = await store.administrators.get(session.holder.id)
  const record = await store.organizations.find(organization)
  return {
    user: { login: email, name: input.displayName, email },
    organization,
    organizationTitle: record?.input.displayName ?? organization,
    connection: null,
    ...{ groups: [], spaces: [], roles: [], trace: session.trace },
  }
}

const landingOf = (deps: Deps, session: Session): Promise<Landing> =>
  session.holder.kind === 'user'
    ? landingOfUser(deps, session)
    : landingOfAdministrator(deps, session)

/** Here first, and at the IdP if there is one to tell. @returns what to take there */
async function signOut(
  deps: Deps,
  token: string | undefined,
): Promise<OutgoingMessage | undefined> {
  const session = await findSession(deps, token)
  const known = session && (await deps.store.samlSessions.find(session.tokenHash))
  await endSession(deps, token)
  return known && logoutRequestFor(deps, known)
}

/** Chrome holds our form's redirects to `form-action 'self'`, so a page of ours sends the browser on, as after `/login`. */
function sendLogout(
  request: FastifyRequest,
  reply: FastifyReply,
  message: OutgoingMessage,
): FastifyReply {
  if (prefersJson(request)) return reply.send(message)
  if (message.binding === 'post') return sendForm(reply, 'Signing you out', message)
  return reply
    .header('refresh', `0;url=${message.location}`)
    .type('text/html; charset=utf-8')
    .send(renderSigningOut(message.location))
}

export function mountLanding(app: FastifyInstance, deps: Deps): void {
  const cookies = cookiesFor(deps.secure)

  app.get('/', async (request, reply) => {
    const session = await findSession(deps, cookies.sessionOf(request))
    if (!session) {
      if (prefersJson(request)) throw notSignedIn()
      return reply.code(401).type('text/html; charset=utf-8').send(renderNotSignedIn())
    }
    const landing = await landingOf(deps, session)
    return prefersJson(request)
      ? reply.send(landing)
      : reply.type('text/html; charset=utf-8').send(renderLanding(landing))
  })

  app.post('/sign-out/everywhere', async (request, reply) => {
    checkSameOrigin(deps, request)
    const session = await findSession(deps, cookies.sessionOf(request))
    if (session) await endSessionsOf(deps, session.holder)
    cookies.clearSession(reply)
    return prefersJson(request) ? reply.code(204).send() : reply.redirect('/', 303)
  })

  app.post('/sign-out', async (request, reply) => {
    checkSameOrigin(deps, request)
    const message = await signOut(deps, cookies.sessionOf(request))
    cookies.clearSession(reply)
    if (message) return sendLogout(request, reply, message)
    return prefersJson(request) ? reply.code(204).send() : reply.redirect('/', 303)
  })
}
