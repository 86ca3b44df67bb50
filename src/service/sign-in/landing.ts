/** What a signed-in person sees of themselves, and how they sign out. */
import type { FastifyInstance } from 'fastify'
import { grantsFor, groupTitle, Refusal, type TraceLine } from '../../core/index.js'
import type { Deps } from '../deps.js'
import { prefersJson } from '../http/negotiation.js'
import { checkSameOrigin } from '../http/origin.js'
import { renderLanding, type Landing } from '../pages/landing.js'
import { renderMessage } from '../pages/message.js'
import type { Session } from '../store/records.js'
import { cookiesFor } from './cookies.js'
import { groupsHeld } from './held.js'
import { endSession, findSession } from './sessions.js'
import { findTrust } from './trust.js'

const notSignedIn = (): Refusal =>
  new Refusal({
    code: 'not-signed-in',
    owner: 'user',
    detail: 'there is no session, or it has ended',
    remedy: 'Sign in at the login URL of your connection.',
  })

/** A group removed since the sign-in is gone at once; the line that gave it must not go on claiming it. */
const asOfNow =
  (held: readonly string[]) =>
  (line: TraceLine): TraceLine => {
    const claims = line.kind === 'group' && (line.effect === 'gave' || line.effect === 'kept')
    if (!claims || held.includes(line.subject)) return line
    return { ...line, effect: 'took', because: 'the group was removed after the sign-in' }
  }

/**
 * Groups as they are held now, roles by the rules of now: a rule taken away stops granting with the next request,
 * not with the next sign-in.
 */
async function landingOfUser({ store, publicUrl }: Deps, session: Session): Promise<Landing> {
  const user = await store.users.get(session.holder.id)
  const trust = await findTrust(store, publicUrl(), user.connection)
  if (!trust) throw notSignedIn()
  const held = await groupsHeld(store, user.id, trust.organization.name)
  const groups = held.map(groupTitle)
  const granted = grantsFor(trust.organization.input.roleRules, held)
  const inSpaces = granted.spaces.map(({ space, role }) => `${role} in ${space}`)
  return {
    user: { login: user.login, name: user.name, email: user.email },
    organization: trust.organization.name,
    connection: user.connection,
    groups,
    roles: [...granted.roles, ...inSpaces],
    trace: [...session.trace.map(asOfNow(groups)), ...granted.trace],
  }
}

async function landingOfAdministrator({ store }: Deps, session: Session): Promise<Landing> {
  const { organization, email, input } = await store.administrators.get(session.holder.id)
  return {
    user: { login: email, name: input.displayName, email },
    organization,
    connection: null,
    ...{ groups: [], roles: [], trace: session.trace },
  }
}

const landingOf = (deps: Deps, session: Session): Promise<Landing> =>
  session.holder.kind === 'user'
    ? landingOfUser(deps, session)
    : landingOfAdministrator(deps, session)

export function mountLanding(app: FastifyInstance, deps: Deps): void {
  const cookies = cookiesFor(deps.secure)

  app.get('/', async (request, reply) => {
    const session = await findSession(deps, cookies.sessionOf(request))
    if (!session) {
      if (prefersJson(request)) throw notSignedIn()
      return reply
        .code(401)
        .type('text/html; charset=utf-8')
        .send(
          renderMessage(
            'You are not signed in',
            'Sign in at the address your organization gave you.',
          ),
        )
    }
    const landing = await landingOf(deps, session)
    return prefersJson(request)
      ? reply.send(landing)
      : reply.type('text/html; charset=utf-8').send(renderLanding(landing))
  })

  app.post('/sign-out', async (request, reply) => {
    checkSameOrigin(deps, request)
    await endSession(deps, cookies.sessionOf(request))
    cookies.clearSession(reply)
    return prefersJson(request) ? reply.code(204).send() : reply.redirect('/', 303)
  })
}
