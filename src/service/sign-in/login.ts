/** The sign-in page for who comes without knowing a way: by e-mail address to the IdP, or by password. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.js'
import { prefersJson } from '../http/negotiation.js'
import { checkSameOrigin } from '../http/origin.js'
import { renderContinue, renderLogin, renderPasswordForm } from '../pages/login.js'
import { buttonsFor, waysInto } from './buttons.js'
import { localPath } from './begin.js'
import { cookiesFor } from './cookies.js'
import { loginUrlFor } from './discovery.js'
import { addressOf } from '../http/rate.js'
import { knownDevices } from './known-device.js'
import { PasswordTries } from './password-tries.js'
import { signInByPassword, type PasswordGuard } from './password.js'
import { endSession } from './sessions.js'

const page = (reply: FastifyReply, html: string): FastifyReply =>
  reply.type('text/html; charset=utf-8').send(html)

const field = (request: FastifyRequest, name: string): string => {
  const value = (request.body as Readonly<Record<string, unknown>> | undefined)?.[name]
  return typeof value === 'string' ? value.slice(0, 512) : ''
}

/** Where to go once signed in: a path of ours, or nowhere in particular. */
function wayOn(request: FastifyRequest): string | undefined {
  const { to } = (request.body ?? request.query) as { readonly to?: unknown }
  return localPath(to) ?? undefined
}

/** Mail systems do not tell case apart, nor do we; blanks come from copying. */
const emailIn = (request: FastifyRequest): string => field(request, 'email').trim().toLowerCase()

/**
 * Chrome holds a form's redirects to `form-action 'self'`, which an IdP is not: so the browser is sent on from a page of
 * ours, by a header, with a link for those whose browser waits.
 */
function sendOn(request: FastifyRequest, reply: FastifyReply, loginUrl: string): FastifyReply {
  if (prefersJson(request)) return reply.redirect(loginUrl, 303)
  return page(reply.header('refresh', `0;url=${loginUrl}`), renderContinue(loginUrl))
}

/** One answer, whoever it was and whatever was wrong. */
function sendRefused(
  request: FastifyRequest,
  reply: FastifyReply,
  email: string,
  reference: string,
): FastifyReply {
  reply.code(403)
  if (prefersJson(request)) return reply.send({ error: 'sign-in-failed', reference })
  return page(reply, renderPasswordForm({ email, to: wayOn(request), refusedAs: reference }))
}

export function mountLogin(app: FastifyInstance, deps: Deps): void {
  app.get('/login', async (request, reply) => {
    const { organization } = request.query as { readonly organization?: unknown }
    return page(reply, renderLogin(await buttonsFor(deps, organization)))
  })

  /** An address for people to keep: straight to the IdP where there is one; to all of them by name where there are several. */
  app.get('/organizations/:name/login', { exposeHeadRoute: false }, async (request, reply) => {
    const ways = await waysInto(deps, (request.params as { readonly name: string }).name)
    const [only, another] = ways
    // Nobody is told whether there is such an organization: without a way, this is the page for everybody.
    if (!only || another) return page(reply, renderLogin(ways))
    const to = wayOn(request)
    const query = to === undefined ? '' : `?RelayState=${encodeURIComponent(to)}`
    return reply.redirect(`${only.url}${query}`, 302)
  })

  /** Break-glass: also when the address would lead to an IdP that does not answer. */
  app.get('/login/password', async (request, reply) =>
    page(reply, renderPasswordForm({ email: '', to: wayOn(request) })),
  )
}

/**
 * What these pages post, in a scope of its own: guessing is limited more narrowly than looking.
 * @param secret - what the cookies of known browsers are signed with is derived from it
 */
export function mountLoginForms(app: FastifyInstance, deps: Deps, secret: string): void {
  const cookies = cookiesFor(deps.secure)
  const guard: PasswordGuard = { tries: new PasswordTries(), devices: knownDevices(secret) }

  app.post('/login', async (request, reply) => {
    checkSameOrigin(deps, request)
    const email = emailIn(request)
    const loginUrl = await loginUrlFor(deps, email)
    if (loginUrl !== undefined) return sendOn(request, reply, loginUrl)
    return prefersJson(request)
      ? reply.send({ next: 'password' })
      : page(reply, renderPasswordForm({ email }))
  })

  app.post('/login/password', async (request, reply) => {
    checkSameOrigin(deps, request)
    const email = emailIn(request)
    const { attempt, session, administrator } = await signInByPassword(deps, guard, {
      ...{ email, password: field(request, 'password') },
      ...{ address: addressOf(request), device: cookies.deviceOf(request) },
    })
    const { reference, outcome, finding } = attempt
    request.log.info({ reference, outcome, code: finding?.code }, 'password sign-in attempt')
    if (!session || !administrator) return sendRefused(request, reply, email, reference)
    await endSession(deps, cookies.sessionOf(request))
    const { token, expiresAt } = session
    const seconds = Math.floor((expiresAt.getTime() - deps.now().getTime()) / 1000)
    cookies.setSession(reply, token, seconds)
    cookies.setDevice(reply, guard.devices.cookieFor(administrator))
    return reply.redirect(wayOn(request) ?? '/', 303)
  })
}
