/**
 * An administrator's pages: how the connections of their organization stand, and why sign-ins were refused. They show
 * that one organization and nothing of another; whatever changes something must come from a page of ours.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isName } from '../../core/index.js'
import { makeTest } from '../connections/make-test.js'
import type { Deps } from '../deps.js'
import { noSuchRoute } from '../http/problems.js'
import { checkSameOrigin } from '../http/origin.js'
import { renderContinue } from '../pages/login.js'
import { renderMessage } from '../pages/message.js'
import { renderAttempt } from '../pages/admin/attempt.js'
import { renderAttempts } from '../pages/admin/attempts.js'
import { renderConnection } from '../pages/admin/connection.js'
import { adminRoot, attemptPath, attemptsPath, type Viewer } from '../pages/admin/frame.js'
import { renderOverview } from '../pages/admin/overview.js'
import { renderSetup } from '../pages/admin/setup.js'
import { cookiesFor } from '../sign-in/cookies.js'
import { findSession } from '../sign-in/sessions.js'
import {
  attemptOf,
  attemptsOf,
  askedOf,
  connectionPageOf,
  connectionsOf,
  type Asked,
} from './reading.js'
import { setupPageOf } from './setup.js'

type Answer = (viewer: Viewer, request: FastifyRequest, reply: FastifyReply) => Promise<string>

/** Nobody: undefined. Somebody who is no administrator: null. */
async function viewerOf(deps: Deps, request: FastifyRequest): Promise<Viewer | null | undefined> {
  const session = await findSession(deps, cookiesFor(deps.secure).sessionOf(request))
  if (!session) return undefined
  if (session.holder.kind !== 'administrator') return null
  const { email, organization } = await deps.store.administrators.get(session.holder.id)
  const record = await deps.store.organizations.find(organization)
  return { email, organization, organizationTitle: record?.input.displayName ?? organization }
}

const html = (reply: FastifyReply, page: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').send(page)

const forAdministrators = (reply: FastifyReply): FastifyReply =>
  html(
    reply.code(403),
    renderMessage(
      'For administrators',
      'You are signed in as somebody who is no administrator. Administrators sign in with their password.',
    ),
  )

const toSignIn = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  reply.redirect(`/login/password?to=${encodeURIComponent(request.url)}`, 303)

const nameIn = (request: FastifyRequest): string => {
  const { name } = request.params as { readonly name: string }
  if (isName(name)) return name
  throw noSuchRoute()
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 64) : undefined

/** A page for whoever may see it. */
const shown =
  (deps: Deps, answer: Answer) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const viewer = await viewerOf(deps, request)
    if (viewer === undefined) return toSignIn(request, reply)
    if (viewer === null) return forAdministrators(reply)
    const page = await answer(viewer, request, reply)
    return reply.sent ? reply : html(reply, page)
  }

async function listAttempts(deps: Deps, viewer: Viewer, asked: Asked, missing?: string) {
  const { attempts, next } = await attemptsOf(deps, viewer, asked)
  const connections = (await connectionsOf(deps, viewer)).map(({ name }) => name)
  return renderAttempts({ viewer, attempts, next, asked, connections, missing })
}

function mountAttempts(app: FastifyInstance, deps: Deps): void {
  const list: Answer = async (viewer, request, reply) => {
    const query = request.query as Readonly<Record<string, unknown>>
    const wanted = textOf(query['reference'])?.toLowerCase()
    if (wanted === undefined) return listAttempts(deps, viewer, askedOf(query))
    const found = await attemptOf(deps, viewer, wanted)
    if (!found) return listAttempts(deps, viewer, {}, wanted)
    reply.redirect(attemptPath(found.reference), 303)
    return ''
  }
  app.get(attemptsPath, shown(deps, list))
  const one: Answer = async (viewer, request) => {
    const { reference } = request.params as { readonly reference: string }
    const attempt = await attemptOf(deps, viewer, reference)
    if (!attempt) throw noSuchRoute()
    return renderAttempt(viewer, attempt)
  }
  app.get(`${attemptsPath}/:reference`, shown(deps, one))
}

function mountConnections(app: FastifyInstance, deps: Deps): void {
  const overview: Answer = async (viewer) => {
    const { attempts } = await attemptsOf(deps, viewer, {}, 10)
    return renderOverview({ viewer, connections: await connectionsOf(deps, viewer), attempts })
  }
  app.get(adminRoot, shown(deps, overview))
  const one: Answer = async (viewer, request) => {
    const page = await connectionPageOf(deps, viewer, nameIn(request))
    if (!page) throw noSuchRoute()
    return renderConnection(page)
  }
  app.get(`${adminRoot}/connections/:name`, shown(deps, one))
  const setup: Answer = async (viewer, request) => {
    const page = await setupPageOf(deps, viewer, nameIn(request))
    if (!page) throw noSuchRoute()
    return renderSetup(page)
  }
  app.get(`${adminRoot}/connections/:name/setup`, shown(deps, setup))
  /** As at sign-in: a form's redirects are held to our own origin, and a test leads to the IdP. */
  const test: Answer = async (viewer, request, reply) => {
    const name = nameIn(request)
    if (!(await connectionPageOf(deps, viewer, name))) throw noSuchRoute()
    const { url } = await makeTest(deps, name, `administrator:${viewer.email}`)
    reply.header('refresh', `0;url=${url}`)
    return renderContinue(url, 'To the test')
  }
  app.post(`${adminRoot}/connections/:name/tests`, shown(deps, test))
}

/** Mounted where forms and cookies are taken, beside `/admin/v1`, which is for programs. */
export function mountAdminPages(app: FastifyInstance, deps: Deps): void {
  app.addHook('preHandler', async (request) => {
    const changes = request.method !== 'GET' && request.method !== 'HEAD'
    if (changes) checkSameOrigin(deps, request)
  })
  mountConnections(app, deps)
  mountAttempts(app, deps)
}
