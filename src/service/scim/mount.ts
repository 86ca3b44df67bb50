/** SCIM on HTTP: one scope for each base path the presets have. Whose directory it is the token says, at the address its preset gives. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { presets } from '../../core/index.js'
import { mediaTypes, ScimError, tolerating, type Json, type Tolerance } from '../../scim/index.js'
import type { Deps } from '../deps.js'
import { answer } from './answer.js'
import type { Outcome } from './asking.js'
import { addressOf, RequestRate } from '../http/rate.js'
import { authenticate, KnownDirectories, type Caller } from './directory.js'
import { scimErrorOf } from './errors.js'
import { named } from '../http/scope.js'
import { bodyLimit } from './limits.js'
import { cursorSecretOf } from './listing.js'
import { loggedBody } from './logged-body.js'
import { loggedPath } from './logged-path.js'

export interface ScimOptions {
  /** Requests a minute of one directory. */
  readonly directory: number
  /** Requests a minute from one address without a valid token. */
  readonly strangers: number
  /** What cursors are sealed with is derived from it. */
  readonly secret: string
}

/** What is known of a request before it is answered. */
interface Note {
  readonly caller: Caller | undefined
  readonly refused: ScimError | undefined
  readonly basePath: string
  readonly tolerance: Tolerance
  detail: string | null
  /** Its row is in the log already. */
  isLogged: boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    scimNote: Note | null
  }
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

const templates = [
  ...new Set(
    presets.flatMap(({ scim }) => (scim ? [scim.baseUrl.replace('{serviceUrl}', '')] : [])),
  ),
]

/** `/scim/{name}/v2` → how it is for the directory a request names. */
function basePathsOf(template: string): (request: FastifyRequest) => string {
  const [before = '', after] = template.split('{name}')
  if (after === undefined) return () => before
  return ({ params }) =>
    `${before}${(params as { readonly directory?: string }).directory ?? ''}${after}`
}

const noteFor = (basePath: string, caller: Note['caller'], refused: Note['refused']): Note => {
  const tolerance = tolerating()
  return { caller, refused, basePath, tolerance, detail: null, isLogged: false }
}

async function noteOf(
  deps: Deps,
  known: KnownDirectories,
  basePath: string,
  request: FastifyRequest,
): Promise<Note> {
  try {
    const caller = await authenticate(deps, known, request.headers.authorization, basePath)
    if (caller.hint)
      request.log.warn({ directory: caller.directory.name, hint: caller.hint }, 'scim')
    return noteFor(basePath, caller, undefined)
  } catch (error) {
    if (!ScimError.is(error)) throw error
    return noteFor(basePath, undefined, error)
  }
}

const tooMany = (): ScimError =>
  new ScimError(429, undefined, 'too many requests; wait as long as the Retry-After header says')

/** Those with a token are counted by directory, others by address: a guesser cannot slow a directory down. */
function checkRate(
  { request, reply }: Exchange,
  { caller }: Note,
  rate: RequestRate,
  options: ScimOptions,
): void {
  const wait = caller
    ? rate.count(`directory ${caller.directory.name}`, options.directory)
    : rate.count(`address ${addressOf(request)}`, options.strangers)
  if (wait === 0) return
  reply.header('retry-after', wait)
  throw tooMany()
}

function takeJson(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser([...mediaTypes], { parseAs: 'string', bodyLimit }, (_, body, done) =>
    done(null, body),
  )
}

/** RFC 7644 §3.1: `application/scim+json`, unless only `application/json` is accepted. */
function mediaTypeOf({ headers }: FastifyRequest): string {
  const accept = (headers.accept ?? '*/*').toLowerCase()
  const isPlain = accept.includes(mediaTypes[1]) && !accept.includes(mediaTypes[0])
  return `${isPlain ? mediaTypes[1] : mediaTypes[0]}; charset=utf-8`
}

function send(request: FastifyRequest, reply: FastifyReply, outcome: Outcome): FastifyReply {
  const { status, body, location, version } = outcome
  reply.code(status)
  if (version !== undefined) reply.header('etag', version)
  if (location !== undefined) reply.header('location', location)
  if (body === undefined) return reply.send()
  return reply
    .type(mediaTypeOf(request))
    .send(typeof body === 'string' ? body : JSON.stringify(body))
}

const challenge = (request: FastifyRequest): string => {
  const error = request.headers.authorization === undefined ? '' : ', error="invalid_token"'
  return `Bearer realm="scim"${error}`
}

function answerErrors(scope: FastifyInstance): void {
  scope.setErrorHandler((error, request, reply) => {
    const scimError = scimErrorOf(error, request.id)
    if (scimError.status === 500) request.log.error({ err: error }, 'unexpected error')
    if (scimError.status === 401) reply.header('www-authenticate', challenge(request))
    if (scimError.status === 503) reply.header('retry-after', '1')
    const note = request.scimNote
    if (note) note.detail = `${scimError.scimType ?? scimError.status}`
    return send(request, reply, { status: scimError.status, body: scimError.toBody() })
  })
}

const noDialects: readonly string[] = []

const dialectsOf = ({ met }: Tolerance): readonly string[] =>
  met.size === 0 ? noDialects : [...met].sort()

interface Told extends Note {
  readonly caller: Caller
}

interface Answered {
  readonly status: number
  readonly at: Date
  /** As parsed, where it has been. */
  readonly body: Json | undefined
}

const isTold = (note: Note | null): note is Told => note?.caller !== undefined

/** A request as its row in the log. */
function entryOf({ request, reply }: Exchange, note: Told, { status, at, body }: Answered) {
  const { caller, basePath, tolerance, detail } = note
  return {
    directory: caller.directory.name,
    at,
    method: request.method,
    path: loggedPath(request.url.slice(basePath.length)),
    status,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    token: caller.token.name,
    dialects: dialectsOf(tolerance),
    hint: caller.hint?.detail ?? null,
    detail,
    body: loggedBody(request.body, body),
  }
}

/** Rows of what changed something went into its own transaction; the others are gathered. */
function keepLog(scope: FastifyInstance, { directoryLog, now }: Deps): void {
  scope.addHook('onResponse', (request, reply, done) => {
    done()
    const note = request.scimNote
    if (!isTold(note)) return
    const at = now()
    const { tokenHash } = note.caller.token
    if (note.isLogged) return directoryLog.noteUse(tokenHash, at)
    const answered = { status: reply.statusCode, at, body: undefined }
    directoryLog.record(entryOf({ request, reply }, note, answered), tokenHash)
  })
}

const headerOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value

async function mountAt(
  scope: FastifyInstance,
  template: string,
  deps: Deps,
  options: ScimOptions,
): Promise<void> {
  const secret = cursorSecretOf(options.secret)
  const known = new KnownDirectories(deps)
  const basePathOf = basePathsOf(template)
  scope.decorateRequest('scimNote', null)
  answerErrors(scope)
  takeJson(scope)
  keepLog(scope, deps)
  const rate = new RequestRate(deps.now)
  scope.addHook('onRequest', async (request, reply) => {
    const note = await noteOf(deps, known, basePathOf(request), request)
    request.scimNote = note
    checkRate({ request, reply }, note, rate, options)
    if (note.refused) throw note.refused
  })
  scope.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/*',
    bodyLimit,
    config: { hasOwnLog: true, isForPrograms: true },
    handler: async (request, reply) => {
      const note = request.scimNote
      if (!isTold(note)) throw new Error('unauthenticated request in a handler')
      const { headers, body } = request
      const now = deps.now()
      const outcome = await answer({
        deps,
        directory: note.caller.directory,
        tolerance: note.tolerance,
        cursors: { secret, now },
        method: request.method,
        query: request.query as Record<string, unknown>,
        path: `/${(request.params as { readonly '*': string })['*']}`,
        body: typeof body === 'string' ? body : undefined,
        ifMatch: headerOf(headers['if-match']),
        ifNoneMatch: headerOf(headers['if-none-match']),
        entry: (status, json) => entryOf({ request, reply }, note, { status, at: now, body: json }),
      })
      note.isLogged = outcome.isLogged === true
      return send(request, reply, outcome)
    },
  })
}

export async function mountScim(
  app: FastifyInstance,
  deps: Deps,
  options: ScimOptions,
): Promise<void> {
  for (const template of templates) {
    const prefix = template.replace('{name}', ':directory')
    const scim = named(`SCIM ${template}`, (scope) => mountAt(scope, template, deps, options))
    await app.register(scim, { prefix })
  }
}
