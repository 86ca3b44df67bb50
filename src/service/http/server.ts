/** Fastify, set up once: limits, headers, request ids, one log line a request, draining. What is served is mounted by `service.ts`. */
import Fastify, { LogController, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Server } from 'node:http'
import { problemOf, problemType } from '../../admin-api/index.js'
import { randomText } from '../random.js'
import { addHeaders } from './headers.js'
import { childWhenNeeded } from './log.js'
import { answerError, noSuchRoute, shuttingDown } from './problems.js'

export interface ServerOptions {
  readonly log: Logger
  /** True when people reach us by https. */
  readonly secure: boolean
  /** Addresses or networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
  readonly timeouts: Timeouts | undefined
}

/** Milliseconds from the first byte, or from the connection where none comes. */
export interface Timeouts {
  readonly headers: number
  /** Body included. */
  readonly request: number
}

const defaultTimeouts: Timeouts = { headers: 10_000, request: 30_000 }

/** Bytes that are not even HTTP never reach Fastify; they too get a problem. */
function answerGarbage(error: NodeJS.ErrnoException, socket: import('node:net').Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  // RFC 9110 §15.5.9: who was too slow is told so, and may try again.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return void socket.end(
      'HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
    )
  }
  const body = JSON.stringify(
    problemOf({
      code: 'request-malformed',
      owner: 'caller',
      detail: 'the request is not well-formed HTTP, or its headers are too large',
      remedy: 'Correct the request.',
    }),
  )
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: ${problemType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}

/** The path without its query: RelayState and SAML messages travel there. */
const pathOf = (url: string): string => (url.split('?')[0] ?? '').slice(0, 200)

declare module 'fastify' {
  interface FastifyContextConfig {
    /** It keeps a log of its own; here is told only what failed. */
    readonly hasOwnLog?: boolean
  }
}

function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    done()
    if (request.routeOptions.config.hasOwnLog && reply.statusCode < 400) return
    request.log.info(
      {
        method: request.method,
        path: pathOf(request.url),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    )
  })
}

/** Whether the service is stopping; set once, read at every request. */
export interface Draining {
  on: boolean
}

function refuseWhileDraining(app: FastifyInstance, draining: Draining): void {
  app.addHook('onRequest', (_request, _reply, done) => {
    done(draining.on ? shuttingDown() : undefined)
  })
  // Also what was in flight: its connection, kept alive, would keep us from stopping.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (draining.on) reply.header('connection', 'close')
    done(null, payload)
  })
}

// Requests are checked by the schemas of the contract; Fastify's own compilers would weigh megabytes for nothing.
const noSchemas = (): never => {
  throw new Error('no route has a schema of Fastify')
}

export async function createServer(
  options: ServerOptions,
  draining: Draining,
): Promise<FastifyInstance> {
  const { headers, request } = options.timeouts ?? defaultTimeouts
  const app: FastifyInstance = Fastify<Server>({
    loggerInstance: options.log,
    // Its lines carry whole URLs; ours below does not.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: childWhenNeeded,
    genReqId: () => randomText(8, 'hex'),
    bodyLimit: 256 * 1024,
    // Who sends a header every few seconds (slowloris) keeps a connection no longer than anybody else.
    requestTimeout: request,
    http: { headersTimeout: headers, connectionsCheckingInterval: Math.ceil(headers / 4) },
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    return503OnClosing: false, // our own hook answers, as a problem
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 2048 },
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
    clientErrorHandler: answerGarbage,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  })
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(() => {
    throw noSuchRoute()
  })
  logRequests(app)
  addHeaders(app, options.secure)
  refuseWhileDraining(app, draining)
  return app
}
