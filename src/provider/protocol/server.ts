/** The listening half: TLS for one client, one conversation for each connection. What the provider answers is loaded when it is asked. */
import { X509Certificate } from 'node:crypto'
import {
  createSecureServer,
  createServer,
  type Http2Server,
  type Http2Session,
  type ServerHttp2Session,
} from 'node:http2'
import { TLSSocket } from 'node:tls'
import type { Log } from '../framework/index.js'
import type { Conversation, Converse } from './answering.js'
import { pemOf, type Identity } from './certificate.js'
import { answerStream } from './grpc.js'
import type { Listener } from './listener.js'
import { methodNamed } from './methods.js'

export interface AttendOptions {
  readonly log: Log
  /** Present under go-plugin: who we are, and the one client certificate (PEM) we talk to. Absent: plain, for tests and debuggers. */
  readonly tls?: { readonly identity: Identity; readonly clientCertificate: string }
  /** Terraform asks us to go. */
  readonly onShutdown?: () => void
  /** No connection is left. */
  readonly onIdle?: () => void
}

/** Where answers come from. */
export interface Answering {
  /** Called by the first call of the provider's, and once. */
  readonly load: () => Promise<Converse>
  /** The answer to GetProviderSchema, if it is known without loading anything. The first of Terraform's launches asks nothing else. */
  readonly schema?: Uint8Array | undefined
}

/** A provider that answers on a listener. */
export interface Attendance {
  readonly isConnected: boolean
  close(): Promise<void>
}

/** Answers whoever connects, and whoever connected while this module was still being loaded. */
export function attend(
  answering: Answering,
  listener: Listener,
  options: AttendOptions,
): Attendance {
  const server = makeServer(options)
  const sessions = new Set<ServerHttp2Session>()
  const source = { load: once(answering.load), schema: answering.schema }
  server.on('session', (session) => welcome(session, sessions, source, options))
  // A foreign certificate, a port scanner: refused, and no reason to fall.
  server.on('tlsClientError', (fault: Error) =>
    options.log('warn', `refused a connection: ${fault.message}`),
  )
  server.on('sessionError', (fault: Error) =>
    options.log('debug', `connection failed: ${fault.message}`),
  )
  listener.welcome((socket) => void server.emit('connection', socket))
  return {
    close: () => {
      const closed = listener.close()
      for (const session of sessions) session.destroy()
      return closed
    },
    get isConnected() {
      return sessions.size > 0
    },
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** Room for a large plan without waiting for window updates. */
const settings = { initialWindowSize: 4 * 1024 * 1024 }
/** Megabytes. Node's default of 10 refuses further calls while a few large states are under way. */
const maxSessionMemory = 1_024

function makeServer({ tls }: AttendOptions): Http2Server {
  if (tls === undefined) return createServer({ settings, maxSessionMemory })
  return createSecureServer({
    settings,
    maxSessionMemory,
    ...pemOf(tls.identity),
    // isTheClient() decides, by the very certificate. Naming it here instead would make Node 20 parse its whole root store
    // (40 ms of each launch) to say the same; `ca: []` keeps it from doing so. The handshake still proves the client's key.
    ca: [],
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
  })
}

function welcome(
  connection: ServerHttp2Session,
  connections: Set<ServerHttp2Session>,
  answering: Answering,
  options: AttendOptions,
): void {
  const { log, onShutdown, onIdle } = options
  if (options.tls !== undefined && !isTheClient(connection, options.tls.clientCertificate)) {
    log('warn', 'refused a connection: its certificate is not the one Terraform announced')
    return connection.destroy()
  }
  const { call, stop } = conversing(answering, log)
  const answers = { call, shutdown: onShutdown ?? (() => undefined) }
  connections.add(connection)
  connection.on('error', (fault: Error) => log('debug', `connection failed: ${fault.message}`))
  widen(connection)
  connection.on('stream', (stream, headers) =>
    answerStream(stream, headers, (path) => methodNamed(path, answers)),
  )
  connection.on('close', () => {
    connections.delete(connection)
    stop()
    if (connections.size === 0) onIdle?.()
  })
}

/** One connection's conversation, begun by the first call that cannot be answered without the provider. */
function conversing({ load, schema }: Answering, log: Log) {
  let conversation: Conversation | undefined
  const begun = once(async () => (conversation = (await load())(log)))
  return {
    call: async (name: string, body: Uint8Array) =>
      name === 'GetProviderSchema' && schema !== undefined
        ? schema
        : (await begun()).answer(name, body),
    stop: () => conversation?.stop(),
  }
}

/** Nobody but the process that started us may speak: other users of the machine may reach a TCP port. */
function isTheClient({ socket }: ServerHttp2Session, announced: string): boolean {
  if (!(socket instanceof TLSSocket)) return false
  const shown = socket.getPeerX509Certificate()
  return shown !== undefined && shown.raw.equals(new X509Certificate(announced).raw)
}

/** The connection's own window, apart from each stream's. */
function widen(connection: Http2Session): void {
  try {
    connection.setLocalWindowSize(16 * 1024 * 1024)
  } catch {
    // Closed before it began.
  }
}
