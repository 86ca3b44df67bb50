/** The listening half: TLS for one client, one conversation for each connection. What the provider answers is loaded when it is asked. */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import type { Log } from '../framework/index.js'
import type { Conversation, Converse } from './answering.js'
import { pemOf, type Identity } from './certificate.js'
import { answerStream } from './grpc.js'
import { Connection } from './http2/connection.js'
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
  const connections = new Set<Connection>()
  const source = { load: once(answering.load), schema: answering.schema }
  const take = (socket: Duplex) => welcome(socket, connections, source, options)
  listener.welcome(options.tls === undefined ? take : secured(options.tls, take, options.log))
  return {
    close: () => {
      const closed = listener.close()
      for (const connection of connections) connection.destroy()
      return closed
    },
    get isConnected() {
      return connections.size > 0
    },
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** TLS around each connection, and only the one client let through it. */
function secured(
  { identity, clientCertificate }: NonNullable<AttendOptions['tls']>,
  take: (socket: Duplex) => void,
  log: Log,
): (socket: Socket) => void {
  const server = createServer({
    ...pemOf(identity),
    ALPNProtocols: ['h2'],
    // isTheClient() decides, by the very certificate. Naming it here instead would make Node 20 parse its whole root store
    // (40 ms of each launch) to say the same; `ca: []` keeps it from doing so. The handshake still proves the client's key.
    ca: [],
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    // Left out, it would be a hash of the command line, and hashing would be loaded for it. Nothing is resumed here.
    sessionIdContext: 'plugin',
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    if (isTheClient(socket, clientCertificate)) return take(socket)
    log('warn', 'refused a connection: its certificate is not the one Terraform announced')
    socket.destroy()
  })
  // A stranger, a port scanner: refused, and no reason to fall.
  server.on('tlsClientError', (fault: Error) =>
    log('warn', `refused a connection: ${fault.message}`),
  )
  return (socket) => void server.emit('connection', socket)
}

function welcome(
  socket: Duplex,
  connections: Set<Connection>,
  answering: Answering,
  { log, onShutdown, onIdle }: AttendOptions,
): void {
  const { call, stop } = conversing(answering, log)
  const answers = { call, shutdown: onShutdown ?? (() => undefined) }
  const connection: Connection = new Connection(socket, {
    onStream: (stream) => answerStream(stream, (path) => methodNamed(path, answers), connection),
    onFault: (fault) => log('debug', `connection failed: ${fault.message}`),
    onClose: () => {
      connections.delete(connection)
      stop()
      if (connections.size === 0) onIdle?.()
    },
  })
  connections.add(connection)
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
function isTheClient(socket: TLSSocket, announced: string): boolean {
  const shown = socket.getPeerX509Certificate()
  return shown !== undefined && shown.raw.equals(derOf(announced))
}

/** PEM is base64 between two lines. */
const derOf = (pem: string): Buffer => Buffer.from(pem.replace(/-----.*-----/g, ''), 'base64')
