/** The single logout door of every SAML connection: LogoutRequests of the IdP end sessions, LogoutResponses end what a person began here. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isName, Refusal, samlPolicyFor } from '../../core/index.js'
import {
  verifyLogout,
  type IncomingLogout,
  type LogoutMessage,
  type OutgoingMessage,
} from '../../saml/index.js'
import type { Deps } from '../deps.js'
import { prefersJson } from '../http/negotiation.js'
import { noSuchRoute } from '../http/problems.js'
import { renderMessage } from '../pages/message.js'
import { sendForm } from '../pages/send-on.js'
import { recordRefusal } from './complete.js'
import { logoutAnswerFor, sloUrlOf } from './saml-logout.js'
import { findTrust, type Trust } from './trust.js'

type LogoutRequest = Extract<LogoutMessage, { readonly kind: 'request' }>
type LogoutResponse = Extract<LogoutMessage, { readonly kind: 'response' }>

const path = '/saml/:name/slo'

const refusal = (code: string, detail: string, remedy: string, source: string): Refusal =>
  new Refusal({ code, owner: 'user', detail, remedy, source })

const replayed = (id: string): Refusal =>
  refusal(
    'logout-replayed',
    `LogoutRequest ${id} was already used`,
    'Nothing is left to be done: it has been carried out.',
    'SAML Core §1.3.4',
  )

const unknown = (id: string): Refusal =>
  refusal(
    'logout-request-unknown',
    `no open LogoutRequest ${id} of this connection`,
    'Sign out again, from the service.',
    'SAML Profiles §4.4.4.2',
  )

/** @throws Refusal `no-such-route` where the connection takes no part in single logout */
async function trustAt(deps: Deps, request: FastifyRequest): Promise<Trust> {
  const { name } = request.params as { readonly name: string }
  const trust = isName(name) ? await findTrust(deps.store, deps.publicUrl(), name) : undefined
  if (!trust || sloUrlOf(deps, trust) === undefined) throw noSuchRoute()
  deps.connectionRate.count(name)
  return trust
}

interface Came {
  readonly message: IncomingLogout
  readonly relayState: string | undefined
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const malformed = (): Refusal =>
  new Refusal({
    code: 'message-malformed',
    owner: 'idp',
    detail: 'the form must have either SAMLRequest or SAMLResponse, once',
    remedy: 'Let the IdP send its logout messages by HTTP-Redirect or HTTP-POST.',
    source: 'SAML Bindings §3.5.4',
  })

function cameIn(request: FastifyRequest): Came {
  const from = (request.method === 'POST' ? request.body : request.query) ?? {}
  const fields = from as Readonly<Record<string, unknown>>
  const relayState = text(fields['RelayState'])
  if (request.method !== 'POST') {
    const query = request.raw.url?.split('?').slice(1).join('?') ?? ''
    return { message: { binding: 'redirect', query }, relayState }
  }
  const [asked, answered] = [text(fields['SAMLRequest']), text(fields['SAMLResponse'])]
  const parameter = asked === undefined ? 'SAMLResponse' : 'SAMLRequest'
  const message = asked ?? answered
  if (message === undefined || (asked !== undefined && answered !== undefined)) throw malformed()
  return { message: { binding: 'post', parameter, message }, relayState }
}

function verify(deps: Deps, trust: Trust, came: IncomingLogout): LogoutMessage {
  const { input, idp } = trust.connection
  const policy = samlPolicyFor(input.policy)
  const { clockSkewSeconds, certificateValidity, allowSha1, allowWeakKeys } = policy
  return verifyLogout({
    ...{ came, now: deps.now(), clockSkewSeconds },
    expected: {
      sloUrl: sloUrlOf(deps, trust) ?? '',
      idpEntityId: idp.entityId,
      certificates: idp.certificates,
      ...{ certificateValidity, allowSha1, allowWeakKeys },
    },
  })
}

/** Spent like an assertion: IDs of one IdP are one namespace. @returns how many sessions ended */
function endSessions({ store }: Deps, trust: Trust, asked: LogoutRequest): Promise<number> {
  const { name, idp } = trust.connection
  const { id, nameId, sessionIndexes, expiresAt } = asked
  return store.transaction(async (tx) => {
    const spent = { idpEntityId: idp.entityId, assertionId: id, expiresAt }
    if (!(await tx.spentAssertions.spend(spent))) throw replayed(id)
    return tx.samlSessions.end({
      ...{ connection: name, idpEntityId: idp.entityId, nameId, sessionIndexes },
    })
  })
}

const send = (reply: FastifyReply, message: OutgoingMessage): FastifyReply =>
  message.binding === 'redirect'
    ? reply.redirect(message.location, 302)
    : sendForm(reply, 'Signing you out', message)

async function answerRequest(
  deps: Deps,
  trust: Trust,
  asked: LogoutRequest,
  relayState: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const answer = await logoutAnswerFor(deps, trust, { inResponseTo: asked.id, relayState })
  const sessions = await endSessions(deps, trust, asked)
  request.log.info({ connection: trust.connection.name, sessions }, 'single logout by the IdP')
  return send(reply, answer)
}

async function finish(
  { store, now }: Deps,
  { connection }: Trust,
  { inResponseTo, isComplete }: LogoutResponse,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const isOurs = await store.transaction((tx) =>
    tx.logoutRequests.spend(connection.name, inResponseTo, now()),
  )
  if (!isOurs) throw unknown(inResponseTo)
  const where = isComplete
    ? 'You are signed out here and at your identity provider.'
    : 'You are signed out here. Your identity provider could not sign you out everywhere: close the browser to be sure.'
  return reply.type('text/html; charset=utf-8').send(renderMessage('Signed out', where))
}

async function refuse(
  deps: Deps,
  trust: Trust,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!Refusal.is(error)) throw error
  const { attempt } = await recordRefusal(deps, trust.connection.name, error)
  const { reference, connection, finding } = attempt
  request.log.info({ reference, connection, code: finding?.code }, 'single logout refused')
  reply.code(403)
  if (prefersJson(request)) return reply.send({ error: 'sign-out-failed', reference })
  const sentence = `Sign-out failed, reference ${reference}`
  return reply.type('text/html; charset=utf-8').send(renderMessage('Sign-out failed', sentence))
}

export function mountSamlLogout(app: FastifyInstance, deps: Deps): void {
  app.route({
    method: ['GET', 'POST'],
    url: path,
    exposeHeadRoute: false, // a HEAD must not sign anybody out
    handler: async (request, reply) => {
      const trust = await trustAt(deps, request)
      try {
        const { message, relayState } = cameIn(request)
        const verified = verify(deps, trust, message)
        if (verified.kind === 'response') return await finish(deps, trust, verified, reply)
        return await answerRequest(deps, trust, verified, relayState, request, reply)
      } catch (error) {
        return refuse(deps, trust, error, request, reply)
      }
    },
  })
}
