/** The socket only our user can open, listening before anything is loaded that could answer on it. Who speaks there is server.ts's question. */
import { chmodSync, mkdtempSync, rmdirSync, unlinkSync } from 'node:fs'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Listener {
  readonly network: 'unix' | 'tcp'
  /** A path, or host:port. */
  readonly address: string
  /** Hands over every connection, those that came before the call included. */
  readonly welcome: (take: (socket: Socket) => void) => void
  /** The socket is gone at once, and nobody new is let in; done when the last connection has ended. */
  readonly close: () => Promise<void>
}

/** @param directory - where the socket's own directory is made; @default - the system's directory for temporary files */
export function listen(directory: string = tmpdir()): Promise<Listener> {
  const server = createServer()
  const welcome = reception(server)
  return process.platform === 'win32'
    ? listenOnLoopback(server, welcome)
    : listenOnSocket(server, welcome, directory)
}

/** Connections wait here until someone takes them; what they have said already is kept by the socket. */
function reception(server: Server): Listener['welcome'] {
  const early: Socket[] = []
  const wait = (socket: Socket) => void early.push(socket)
  server.on('connection', wait)
  return (take) => {
    server.off('connection', wait).on('connection', take)
    for (const socket of early.splice(0)) take(socket)
  }
}

/** In a directory of its own, mode 0700, since a socket's own mode is not honoured everywhere. */
async function listenOnSocket(
  server: Server,
  welcome: Listener['welcome'],
  parent: string,
): Promise<Listener> {
  const directory = mkdtempSync(join(parent, 'tf-plugin-'))
  chmodSync(directory, 0o700)
  const address = join(directory, 's')
  await started(server, () => listenAt(server, address))
  const close = () => {
    // First: once nothing is connected, the process may end before the server says that it is closed.
    remove(address, directory)
    return closed(server)
  }
  return { network: 'unix', address, welcome, close }
}

/** As rmSync would, which loads a module for it: 2 ms, for which Terraform waits. Gone already is as good. */
function remove(socket: string, directory: string): void {
  try {
    unlinkSync(socket)
    rmdirSync(directory)
  } catch {
    // Left behind is an empty directory of ours, or nothing.
  }
}

async function listenOnLoopback(server: Server, welcome: Listener['welcome']): Promise<Listener> {
  await started(server, () => server.listen(0, '127.0.0.1'))
  const { port } = server.address() as AddressInfo
  return { network: 'tcp', address: `127.0.0.1:${port}`, welcome, close: () => closed(server) }
}

/**
 * `listen` first loads all of node:cluster and node:child_process, to ask whether this is a worker: a twentieth of the time to the
 * handshake. `_listen2`, undocumented and as old as Node, is what it calls then.
 */
function listenAt(
  server: Server & { _listen2?: (path: string, ...port: number[]) => void },
  path: string,
): void {
  if (server._listen2 === undefined) server.listen(path)
  else server._listen2(path, -1, -1)
}

function started(server: Server, listenNow: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', resolve)
    listenNow()
  })
}

const closed = (server: Server): Promise<void> =>
  new Promise((done) => void server.close(() => done()))
