/** The listening half: a socket only its user can open, TLS for one client, one Session for each connection. */
import { X509Certificate } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import {
  createSecureServer,
  createServer,
  type Http2Server,
  type Http2Session,
  type ServerHttp2Session,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import type { Log, Provider } from '../framework/index.js'
import { Session, catalogOf, type Catalog } from '../framework/serving.js'
import type { Served } from './call.js'
import type { Identity } from './certificate.js'
import { answerStream } from './grpc.js'
import { methodNamed } from './methods.js'

export interface ServerOptions {
  readonly log: Log
  /** Present under go-plugin: who we are, and the one client certificate (PEM) we talk to. Absent: plain, for tests and debuggers. */
  readonly tls?: { readonly identity: Identity; readonly clientCertificate: string }
  /** Terraform asks us to go. */
  readonly onShutdown?: () => void
  /** No connection is left. */
  readonly onIdle?: () => void
  /** @default - the system's directory for temporary files */
  readonly socketDirectory?: string
}

export interface RunningServer {
  readonly network: 'unix' | 'tcp'
  /** A path, or host:port. */
  readonly address: string
  readonly isConnected: boolean
  /** What Terraform needs in TF_REATTACH_PROVIDERS to use this server, given the provider's address in the registry. */
  reattach(providerAddress: string): string
  close(): Promise<void>
}

export async function startServer(
  provider: Provider,
  options: ServerOptions,
): Promise<RunningServer> {
  const server = makeServer(options)
  const sessions = new Set<ServerHttp2Session>()
  const catalog = catalogOf(provider)
  server.on('session', (session) => welcome(session, sessions, { provider, catalog, options }))
  // A foreign certificate, a port scanner: refused, and no reason to fall.
  server.on('tlsClientError', (fault: Error) =>
    options.log('warn', `refused a connection: ${fault.message}`),
  )
  server.on('sessionError', (fault: Error) =>
    options.log('debug', `connection failed: ${fault.message}`),
  )
  const { address, network, cleanUp } = await listen(server, options.socketDirectory)
  const close = async () => {
    // First: once nothing is connected, the process may end before the server says that it is closed.
    cleanUp()
    for (const session of sessions) session.destroy()
    await new Promise((done) => server.close(done))
  }
  return {
    address,
    network,
    close,
    get isConnected() {
      return sessions.size > 0
    },
    reattach: (name) => reattachment(name, { network, address }),
  }
}

/** Room for a large plan without waiting for window updates. */
const settings = { initialWindowSize: 4 * 1024 * 1024 }
/** Megabytes. Node's default of 10 refuses further calls while a few large states are under way. */
const maxSessionMemory = 1_024

function makeServer({ tls }: ServerOptions): Http2Server {
  if (tls === undefined) return createServer({ settings, maxSessionMemory })
  const { identity } = tls
  return createSecureServer({
    settings,
    maxSessionMemory,
    cert: identity.certificatePem,
    key: identity.keyPem,
    // isTheClient() decides, by the very certificate. Naming it here instead would make Node 20 parse its whole root store
    // (40 ms of each launch) to say the same; `ca: []` keeps it from doing so. The handshake still proves the client's key.
    ca: [],
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
  })
}

interface Host {
  readonly provider: Provider
  readonly catalog: Catalog
  readonly options: ServerOptions
}

function welcome(
  connection: ServerHttp2Session,
  connections: Set<ServerHttp2Session>,
  { provider, catalog, options }: Host,
): void {
  const { log, onShutdown, onIdle } = options
  const served: Served = { session: new Session(provider, log), catalog }
  if (options.tls !== undefined && !isTheClient(connection, options.tls.clientCertificate)) {
    log('warn', 'refused a connection: its certificate is not the one Terraform announced')
    return connection.destroy()
  }
  connections.add(connection)
  connection.on('error', (fault: Error) => log('debug', `connection failed: ${fault.message}`))
  widen(connection)
  connection.on('stream', (stream, headers) =>
    answerStream(stream, headers, (path) =>
      methodNamed(path, served, onShutdown ?? (() => undefined)),
    ),
  )
  connection.on('close', () => {
    connections.delete(connection)
    served.session.stop()
    if (connections.size === 0) onIdle?.()
  })
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

interface Listening {
  readonly network: 'unix' | 'tcp'
  readonly address: string
  readonly cleanUp: () => void
}

function listen(server: Http2Server, directory: string = tmpdir()): Promise<Listening> {
  return process.platform === 'win32' ? listenOnLoopback(server) : listenOnSocket(server, directory)
}

/** In a directory of its own, mode 0700, since a socket's own mode is not honoured everywhere. */
async function listenOnSocket(server: Http2Server, parent: string): Promise<Listening> {
  const directory = mkdtempSync(join(parent, 'tf-plugin-'))
  chmodSync(directory, 0o700)
  const address = join(directory, 's')
  await started(server, () => server.listen(address))
  return {
    network: 'unix',
    address,
    cleanUp: () => rmSync(directory, { recursive: true, force: true }),
  }
}

async function listenOnLoopback(server: Http2Server): Promise<Listening> {
  await started(server, () => server.listen(0, '127.0.0.1'))
  const { port } = server.address() as AddressInfo
  return { network: 'tcp', address: `127.0.0.1:${port}`, cleanUp: () => undefined }
}

function started(server: Http2Server, listenNow: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', resolve)
    listenNow()
  })
}

function reattachment(
  providerAddress: string,
  { network, address }: Omit<Listening, 'cleanUp'>,
): string {
  const how = {
    Protocol: 'grpc',
    ProtocolVersion: 6,
    Pid: process.pid,
    Test: true,
    Addr: { Network: network, String: address },
  }
  return JSON.stringify({ [providerAddress]: how })
}
