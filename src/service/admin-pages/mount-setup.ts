/** "SSO & Provisioning" (S02): the assistant that registers a connection, its set-up page, and enabling what was tested. */
import type { FastifyInstance } from 'fastify'
import { Refusal, setupChoices } from '../../core/index.js'
import { activationHandlers } from '../admin/activations.js'
import { findConnection } from '../connections/connection.js'
import type { Deps } from '../deps.js'
import { noSuchRoute } from '../http/problems.js'
import { renderAssistant, renderChoice } from '../pages/admin/assistant.js'
import { assistantPath, connectionPath } from '../pages/admin/frame.js'
import { renderSetup, setupPath } from '../pages/admin/setup.js'
import {
  actorOf,
  assistantPageOf,
  createConnection,
  presetOf,
  wantedIn,
  type Form,
} from './assistant.js'
import { setupPageOf } from './setup.js'
import { nameIn, shown, type Answer } from './viewer.js'

/** What was refused is said on the page it was asked on; anything else is a failure of ours. */
function findingIn(thrown: unknown) {
  if (Refusal.is(thrown)) return thrown.finding
  throw thrown
}

function mountAssistant(app: FastifyInstance, deps: Deps): void {
  const choose: Answer = async (viewer) =>
    renderChoice({ viewer, choices: setupChoices(await presetOf(deps, viewer)) })
  app.get(assistantPath, shown(deps, choose))

  const configure: Answer = async (viewer, request, reply) => {
    const preset = await presetOf(deps, viewer)
    try {
      return renderAssistant(assistantPageOf(deps, viewer, wantedIn(preset, request.query as Form)))
    } catch (thrown) {
      const finding = findingIn(thrown)
      reply.code(422)
      return renderChoice({ viewer, choices: setupChoices(preset), finding })
    }
  }
  app.get(`${assistantPath}/connection`, shown(deps, configure))

  const create: Answer = async (viewer, request, reply) => {
    const form = (request.body ?? {}) as Form
    const wanted = wantedIn(await presetOf(deps, viewer), form)
    try {
      await createConnection(deps, viewer, wanted, form)
    } catch (thrown) {
      const finding = findingIn(thrown)
      reply.code(422)
      return renderAssistant({ ...assistantPageOf(deps, viewer, wanted, form), finding })
    }
    reply.redirect(setupPath(wanted.name), 303)
    return ''
  }
  app.post(`${assistantPath}/connection`, shown(deps, create))
}

/** Mounted with the administrators' other pages. */
export function mountSetup(app: FastifyInstance, deps: Deps): void {
  mountAssistant(app, deps)
  const setup: Answer = async (viewer, request) => {
    const page = await setupPageOf(deps, viewer, nameIn(request))
    if (!page) throw noSuchRoute()
    return renderSetup(page)
  }
  app.get(`${connectionPath(':name')}/setup`, shown(deps, setup))

  /** Only what a test has proven; an override, with its reason, is the admin API's. */
  const enable: Answer = async (viewer, request, reply) => {
    const name = nameIn(request)
    const connection = await findConnection(deps.store, deps.publicUrl(), name)
    if (connection?.organization.name !== viewer.organization) throw noSuchRoute()
    await activationHandlers(deps).putActivation({
      ...{ params: { name }, query: undefined, body: { override: null }, actor: actorOf(viewer) },
      condition: { mustBeAbsent: false, ifMatch: undefined, creationKey: null },
    })
    reply.redirect(setupPath(name), 303)
    return ''
  }
  app.post(`${connectionPath(':name')}/activation`, shown(deps, enable))
}
