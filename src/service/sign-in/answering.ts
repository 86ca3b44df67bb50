/** How the browser hears of an attempt, whichever protocol brought it: signed in and sent on, refused with a reference, or shown the result of a test. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Connection } from '../connections/connection.js'
import { isOpen } from '../connections/standing.js'
import type { Deps } from '../deps.js'
import { prefersJson } from '../http/negotiation.js'
import { renderRefusal } from '../pages/refusal.js'
import { sendForm } from '../pages/send-on.js'
import type { Begun } from './begin.js'
import { requestLifetime } from './begin.js'
import { recordRefusal, type Completed } from './complete.js'
import { cookiesFor } from './cookies.js'
import { connectionNotEnabled } from './refusals.js'
import { rememberConnection } from './remembered.js'
import { endSession } from './sessions.js'
import { testResultPath } from './tests.js'

/** Two voices: the stranger hears the reference, the attempt under it says why. */
function sendFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  reference: string,
): FastifyReply {
  reply.code(403)
  if (prefersJson(request)) return reply.send({ error: 'sign-in-failed', reference })
  return reply.type('text/html; charset=utf-8').send(renderRefusal(reference))
}

/** @param connection - undefined where not even that was found */
export async function sendCompleted(
  deps: Deps,
  connection: Connection | undefined,
  { attempt, outcome }: Completed,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { reference, connection: name, finding } = attempt
  const line = { reference, connection: name, outcome: attempt.outcome, code: finding?.code }
  request.log.info(line, 'sign-in attempt')
  if (outcome.kind === 'refused') return sendFailure(request, reply, outcome.reference)
  if (outcome.kind === 'tested') return reply.redirect(testResultPath(outcome.test), 303)
  if (outcome.logLine !== undefined) request.log.info(outcome.logLine)
  const cookies = cookiesFor(deps.secure)
  // A new session for every sign-in, and the old one of this browser ends with it.
  await endSession(deps, cookies.sessionOf(request))
  const { token, expiresAt } = outcome.session
  const seconds = Math.floor((expiresAt.getTime() - deps.now().getTime()) / 1000)
  cookies.setSession(reply, token, seconds)
  if (connection) rememberConnection(deps, connection, reply)
  return reply.redirect(outcome.returnTo, 303)
}

/** Off to the IdP; the browser keeps what shows that it was the one who began. */
export function sendToIdp(deps: Deps, begun: Begun, reply: FastifyReply): FastifyReply {
  if (begun.browserToken !== undefined) {
    cookiesFor(deps.secure).setBrowser(reply, begun.browserToken, requestLifetime / 1000)
  }
  if (begun.form) return sendForm(reply, 'Taking you to your sign-in', begun.form)
  return reply.redirect(begun.location, 302)
}

/** Nobody is sent to an IdP for nothing. @returns the refusal, if the connection carries no sign-ins */
export async function refusalIfClosed(
  deps: Deps,
  connection: Connection,
): Promise<Completed | undefined> {
  const { name, idp } = connection
  if (await isOpen(deps.store, name, idp, () => connection)) return undefined
  return recordRefusal(deps, name, connectionNotEnabled(name))
}
