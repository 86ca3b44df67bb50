/** Who looks at an administrator's page, and what becomes of everybody else. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isName } from '../../core/index.js'
import type { Deps } from '../deps.js'
import { noSuchRoute } from '../http/problems.js'
import type { Viewer } from '../pages/admin/frame.js'
import { renderMessage } from '../pages/message.js'
import { cookiesFor } from '../sign-in/cookies.js'
import { findSession } from '../sign-in/sessions.js'

/** A page; or '' where the reply has been sent already. */
export type Answer = (
  viewer: Viewer,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<string>

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

/** @throws Refusal `not-found` */
export const nameIn = (request: FastifyRequest): string => {
  const { name } = request.params as { readonly name: string }
  if (isName(name)) return name
  throw noSuchRoute()
}

/** A page for whoever may see it. */
export const shown =
  (deps: Deps, answer: Answer) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const viewer = await viewerOf(deps, request)
    if (viewer === undefined) return toSignIn(request, reply)
    if (viewer === null) return forAdministrators(reply)
    const page = await answer(viewer, request, reply)
    return reply.sent ? reply : html(reply, page)
  }
