/**
 * The process: from being started by Terraform to being gone with it. The only file here that reads the environment, or ends
 * anything. It imports next to nothing, because Terraform waits for its line: what listens is loaded once that is out, what answers once it is asked.
 */
import { writeSync } from 'node:fs'
import type { Log, Provider } from '../framework/index.js'
import { selfSignedIdentity } from './certificate.js'
import { greet, handshakeLine, type Greeting } from './handshake.js'
import { listen, type Listener } from './listener.js'
import { captureConsole, levelFrom, stderrLog } from './log.js'
import type { Converse } from './answering.js'
import type { startServer } from './reattach.js'
import type { Attendance } from './server.js'

/** The rest of the program: the provider, and what makes it answer (`answering` and `startServer` of this folder). */
export interface Rest {
  readonly provider: Provider
  readonly converse: Converse
  readonly startServer: typeof startServer
}

export interface Program {
  /** The provider's. */
  readonly name: string
  readonly load: () => Promise<Rest>
  /** `schemaAnswer` of this folder, kept from when the program was built: spares loading the provider to tell it. */
  readonly schema?: () => Uint8Array | undefined
  /** With `--debug` on the command line: the address in the registry under which Terraform shall find this process. */
  readonly address?: string
}

/** What a provider's main.ts calls, and all it calls. */
export function start(program: Program): void {
  const log = stderrLog(`provider.${program.name}`, levelFrom(process.env))
  if (process.argv.includes('--debug')) return void debug(program, log)
  const greeting = greet(process.env, program.name)
  if (greeting.kind === 'refused') return void endWith(greeting.line)
  guard(log)
  run(program, log, greeting).catch((fault: unknown) => {
    log('error', `could not start: ${fault instanceof Error ? fault.stack : String(fault)}`)
    endWith(`Provider ${program.name} could not start: ${String(fault)}`)
  })
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

/** What is there to be left: a socket at first, and later whoever answers on it. */
interface Host {
  readonly listener: Listener
  attendance?: Attendance
}

async function run(
  { load, schema }: Program,
  log: Log,
  { clientCertificate, socketDirectory }: Extract<Greeting, { kind: 'accepted' }>,
): Promise<void> {
  const identity = clientCertificate === undefined ? undefined : selfSignedIdentity(new Date())
  const host: Host = { listener: await listen(socketDirectory) }
  process.once('SIGTERM', () => leave(host))
  try {
    writeSync(1, `${handshakeLine(host.listener, identity)}\n`)
  } catch {
    // The pipe is broken: whoever started us is dead already.
    return void leave(host)
  }
  leaveIfDeserted(host)
  const { attend } = await import('./server.js')
  const answering = { load: () => told(load, log), schema: schema?.() }
  host.attendance = attend(answering, host.listener, {
    log,
    ...(identity !== undefined && clientCertificate !== undefined
      ? { tls: { identity, clientCertificate } }
      : {}),
    onShutdown: () => leave(host),
    onIdle: () => leaveIfIdle(host, patience.reconnect),
  })
}

/** What fails to load fails every call; the log says once why. */
async function told(load: Program['load'], log: Log): Promise<Converse> {
  try {
    return (await load()).converse
  } catch (fault) {
    log('error', `could not load: ${fault instanceof Error ? fault.stack : String(fault)}`)
    throw fault
  }
}

const patience = { reconnect: 300, parent: 500, connect: 90_000 }

const isConnected = ({ attendance }: Host): boolean => attendance?.isConnected ?? false

/** A killed Terraform sends no farewell: its connection just ends. A moment's patience, in case it only reconnects. */
function leaveIfIdle(host: Host, after: number): void {
  setTimeout(() => {
    if (!isConnected(host)) leave(host)
  }, after).unref()
}

const parent = process.ppid

/**
 * Our parent changes when Terraform is killed. Before it has connected, nobody will ever come; and now and then a connection that
 * had just been made does not end with it: its end of file is lost between Node's TLS and HTTP/2.
 */
function leaveIfDeserted(host: Host): void {
  setInterval(() => {
    if (process.ppid !== parent) leave(host)
  }, patience.parent).unref()
  leaveIfIdle(host, patience.connect)
}

/** At once: Terraform waits for our end, and kills after two seconds. Connections and verbs end with the process; only the socket must be removed. */
function leave({ listener }: Host): void {
  void listener.close()
  process.exit(0)
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
async function debug({ name, load, address }: Program, log: Log): Promise<void> {
  const { provider, startServer } = await load()
  const server = await startServer(provider, { log })
  const found = address ?? `registry.terraform.io/${name}/${name}`
  writeSync(
    1,
    `Provider ${name} is waiting. To use it, set:\n\n  TF_REATTACH_PROVIDERS='${server.reattach(found)}'\n`,
  )
  process.once('SIGINT', () => void server.close())
}
