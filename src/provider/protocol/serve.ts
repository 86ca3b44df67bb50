/** The process: from being started by Terraform to being gone with it. The only file here that reads the environment, or ends anything. */
import { writeSync } from 'node:fs'
import type { Log, Provider } from '../framework/index.js'
import { selfSignedIdentity } from './certificate.js'
import { greet, handshakeLine, type Greeting } from './handshake.js'
import { captureConsole, levelFrom, stderrLog } from './log.js'
import { startServer, type RunningServer } from './server.js'

export interface ServeOptions {
  /** With `--debug` on the command line: the address in the registry under which Terraform shall find this process. */
  readonly address?: string
}

/** What a provider's main.ts calls, and all it calls. */
export function serve(provider: Provider, { address }: ServeOptions = {}): void {
  const log = stderrLog(`provider.${provider.name}`, levelFrom(process.env))
  if (process.argv.includes('--debug')) return void debug(provider, log, address)
  const greeting = greet(process.env, provider.name)
  if (greeting.kind === 'refused') return void endWith(greeting.line)
  guard(log)
  start(provider, log, greeting).catch((fault: unknown) =>
    endWith(`Provider ${provider.name} could not start: ${String(fault)}`),
  )
}

/** One line where go-plugin looks for a handshake: it shows the user what it finds instead. */
function endWith(line: string): void {
  try {
    writeSync(1, `${line}\n`)
  } finally {
    // Also when Terraform is gone already and the pipe is broken: a server may be listening by now.
    process.exit(1)
  }
}

async function start(
  provider: Provider,
  log: Log,
  greeting: Extract<Greeting, { kind: 'accepted' }>,
): Promise<void> {
  const { clientCertificate, socketDirectory } = greeting
  const identity = clientCertificate === undefined ? undefined : selfSignedIdentity(new Date())
  const tls =
    identity !== undefined && clientCertificate !== undefined
      ? { tls: { identity, clientCertificate } }
      : {}
  const directory = socketDirectory === undefined ? {} : { socketDirectory }
  const server = await startServer(provider, {
    log,
    ...tls,
    ...directory,
    onShutdown: () => leave(server),
    onIdle: () => leaveIfIdle(server, patience.reconnect),
  })
  leaveIfDeserted(server)
  process.once('SIGTERM', () => leave(server))
  try {
    writeSync(1, `${handshakeLine(server, identity)}\n`)
  } catch {
    // The pipe is broken: whoever started us is dead already.
    leave(server)
  }
}

const patience = { reconnect: 300, close: 1_000, parent: 500, connect: 90_000 }

/** A killed Terraform sends no farewell: its connection just ends. A moment's patience, in case it only reconnects. */
function leaveIfIdle(server: RunningServer, after: number): void {
  setTimeout(() => {
    if (!server.isConnected) leave(server)
  }, after).unref()
}

/** Terraform may be killed between starting us and connecting: then our parent changes, and nobody will ever come. */
function leaveIfDeserted(server: RunningServer): void {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent && !server.isConnected) leave(server)
  }, patience.parent).unref()
  leaveIfIdle(server, patience.connect)
}

function leave(server: RunningServer): void {
  // A verb that ignores its signal must not keep us: go-plugin kills after two seconds.
  setTimeout(() => process.exit(0), patience.close).unref()
  void server.close().finally(() => process.exit(0))
}

/** Ctrl-C reaches the whole process group, and Terraform still needs us to finish. Nothing else may end us by accident either. */
function guard(log: Log): void {
  captureConsole(log)
  process.on('SIGINT', () =>
    log('info', 'interrupt left to Terraform, which will say when to stop'),
  )
  process.on('uncaughtException', (fault) =>
    log('error', `uncaught: ${fault.stack ?? fault.message}`),
  )
  process.on('unhandledRejection', (fault) => log('error', `unhandled rejection: ${String(fault)}`))
}

/** A long-lived provider to attach to, under a debugger: prints what to set, and stays until it is interrupted. */
async function debug(
  provider: Provider,
  log: Log,
  address = `registry.terraform.io/${provider.name}/${provider.name}`,
): Promise<void> {
  const server: RunningServer = await startServer(provider, { log })
  writeSync(
    1,
    `Provider ${provider.name} is waiting. To use it, set:\n\n  TF_REATTACH_PROVIDERS='${server.reattach(address)}'\n`,
  )
  process.once('SIGINT', () => void server.close())
}
