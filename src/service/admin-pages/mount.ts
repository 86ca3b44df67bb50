/**
 * An administrator's pages: how the connections of their organization stand, and why sign-ins were refused. They show
 * that one organization and nothing of another; whatever changes something must come from a page of ours.
 */
import type { FastifyInstance } from 'fastify'
import { makeTest } from '../connections/make-test.js'
import type { Deps } from '../deps.js'
import { noSuchRoute } from '../http/problems.js'
import { checkSameOrigin } from '../http/origin.js'
import { renderContinue } from '../pages/login.js'
import { renderAttempt } from '../pages/admin/attempt.js'
import { renderAttempts } from '../pages/admin/attempts.js'
import { renderConnection } from '../pages/admin/connection.js'
import { adminRoot, attemptPath, attemptsPath, type Viewer } from '../pages/admin/frame.js'
import { renderOverview } from '../pages/admin/overview.js'
import {
  attemptOf,
  attemptsOf,
  askedOf,
  connectionPageOf,
  connectionsOf,
  type Asked,
} from './reading.js'
import { mountSetup } from './mount-setup.js'
import { nameIn, shown, type Answer } from './viewer.js'

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 64) : undefined

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
  mountSetup(app, deps)
}
