/** Every error becomes an answer here: problem details for programs, a short page for people, the whole of it for the log. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { problemOf, problemType } from '../../admin-api/index.js'
import { Refusal, type Finding } from '../../core/index.js'
import { renderMessage } from '../pages/message.js'
import { prefersHtml } from './negotiation.js'

const callerFinding = (code: string, detail: string, remedy: string): Finding => ({
  code,
  owner: 'caller',
  detail,
  remedy,
})

/** What Fastify itself refuses, in our words. */
const ofFastify: Readonly<Record<string, Finding>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: callerFinding(
    'body-too-large',
    'the request body is larger than this address takes',
    'Send less; metadata may have 5 MB, a sign-in 256 KB.',
  ),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: callerFinding(
    'media-type-unsupported',
    'the request body is of a type this address does not take',
    'Send application/json to the admin API; sign-ins are posted as application/x-www-form-urlencoded.',
  ),
  FST_ERR_BAD_URL: callerFinding('url-malformed', 'the URL cannot be decoded', 'Correct the URL.'),
}

const malformed = callerFinding(
  'request-malformed',
  'the request cannot be read: its body is not what its content type says',
  'Send well-formed JSON with content-type application/json.',
)

const tooMany = callerFinding(
  'too-many-requests',
  'this address has sent too many requests',
  'Wait as long as the Retry-After header says, then try again.',
)

/** A refusal that says how long to wait. */
export class TooManyRequests extends Refusal {
  constructor(readonly seconds: number) {
    super(tooMany)
  }
}

/** @param seconds - after which trying again may help */
export const tooManyRequests = (seconds: number): TooManyRequests => new TooManyRequests(seconds)

export const noSuchRoute = (): Refusal =>
  new Refusal(
    callerFinding('no-such-route', 'there is nothing at this address', 'Check method and path.'),
  )

export const shuttingDown = (): Refusal =>
  new Refusal({
    code: 'shutting-down',
    owner: 'sp',
    detail: 'the service is stopping',
    remedy: 'Try again in a moment.',
  })

const internal = (reference: string): Finding => ({
  code: 'internal-error',
  owner: 'sp',
  detail: `the service failed; nothing was changed; reference ${reference}`,
  remedy: `Look for ${reference} in the service's log.`,
})

function findingOf(error: unknown, reference: string): Finding {
  if (Refusal.is(error)) return error.finding
  const { code, statusCode } = error as Partial<FastifyError>
  const known = code === undefined ? undefined : ofFastify[code]
  if (known) return known
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500
    ? malformed
    : internal(reference)
}

/** A stranger's page says what happened in a sentence of ours, never the detail. */
const pageTitle: Readonly<Record<number, string>> = {
  404: 'There is nothing here',
  410: 'This link no longer works',
  413: 'That was too large',
  429: 'Too many requests',
  500: 'The service failed',
  503: 'The service is stopping',
}

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  finding: Finding,
): FastifyReply {
  const problem = problemOf(finding)
  reply.code(problem.status)
  const sayWhen = problem.status === 503 || problem.status === 429
  if (sayWhen && !reply.hasHeader('retry-after')) reply.header('retry-after', '1')
  if (prefersHtml(request)) {
    const title = pageTitle[problem.status] ?? 'The request was refused'
    return reply
      .type('text/html; charset=utf-8')
      .send(renderMessage(title, `Reference ${request.id}`))
  }
  return reply.type(problemType).send(JSON.stringify(problem))
}

/** Fastify's error handler: what is no refusal is a bug or a broken disk, and only the log hears of it. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const finding = findingOf(error, request.id)
  if (error instanceof TooManyRequests) reply.header('retry-after', String(error.seconds))
  if (finding.code === 'internal-error') request.log.error({ err: error }, 'unexpected error')
  return sendProblem(request, reply, finding)
}
