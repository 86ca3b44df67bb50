/** `mortise serve`: reads the settings, opens the store, listens, says so in one line, and stops when told to. */
import { adminPath } from '../admin-api/index.js'
import { Refusal } from '../core/index.js'
import { createLog } from './http/log.js'
import { readSecretKeys } from './secrets/key-file.js'
import { createService } from './service.js'
import { parseSettings, type ServeOptions } from './settings.js'
import { openStore } from './store/sql/store.js'

export interface RunningService {
  readonly url: string
  readonly adminUrl: string
  /** Finishes what is in flight. */
  close(): Promise<void>
}

/** A fault of the operating system, as one line with the remedy; `undefined` for anything else. */
function refusalOfSystem(error: unknown, { host, port, data }: ServeOptions): Refusal | undefined {
  const { code = '' } = error as { readonly code?: string }
  const said = (name: string, detail: string, remedy: string): Refusal =>
    new Refusal({ code: name, owner: 'sp', detail, remedy })
  if (code === 'EADDRINUSE')
    return said(
      'port-in-use',
      `port ${port} on ${host} is in use`,
      'Stop what uses it, or give another --port (0: any free one).',
    )
  if (
    code === 'EADDRNOTAVAIL' ||
    code === 'ENOTFOUND' ||
    (code === 'EACCES' && port < 1024 && port)
  )
    return said(
      'address-unusable',
      `cannot listen on ${host} port ${port} (${code})`,
      'Give an address of this machine and a port this account may use.',
    )
  const ofFolder = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOSPC']
  if (ofFolder.includes(code) || code.startsWith('SQLITE_'))
    return said(
      'data-unusable',
      `the database in ${data} cannot be used (${code})`,
      'Give --data a folder this account may write to, with space left.',
    )
  return undefined
}

/** Starts the service and announces it on standard output. @throws Refusal naming what the operator must change */
export async function startService(options: ServeOptions): Promise<RunningService> {
  const settings = parseSettings(options)
  const stderr = options.stderr ?? process.stderr
  const log = createLog({ write: (line) => void stderr.write(line) })
  try {
    const secretKeys = readSecretKeys(settings.secretKeys)
    const store = await openStore(settings.databaseUrl)
    const service = await createService({
      store,
      log,
      adminToken: settings.adminToken,
      secretKeys,
      ...(settings.publicUrl === undefined ? {} : { publicUrl: settings.publicUrl }),
      outgoing: { allowHosts: settings.allowHosts, allowLoopback: settings.allowLoopback },
      trustedProxies: settings.trustedProxies,
      rates: settings.rates,
      retentionDays: settings.retentionDays,
      lifetimes: settings.lifetimes,
    })
    const url = await service.listen(options).catch(async (error: unknown) => {
      await service.close()
      throw error
    })
    const announcement = { event: 'listening', url, adminUrl: `${url}${adminPath}` }
    const stdout = options.stdout ?? process.stdout
    stdout.write(`${JSON.stringify(announcement)}\n`)
    return { url, adminUrl: announcement.adminUrl, close: () => service.close() }
  } catch (error) {
    throw refusalOfSystem(error, options) ?? error
  }
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    const first = (): void => {
      process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1))
      resolve()
    }
    process.once('SIGTERM', first).once('SIGINT', first)
  })
}

/** The whole life of `mortise serve`. Sets the exit code: 0 after a signal, 1 when it could not start. */
export async function serve(options: ServeOptions): Promise<void> {
  try {
    const told = signalled()
    const running = await startService(options)
    await told
    await running.close()
    process.exitCode = 0
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const { code, detail, remedy } = error.finding
    const stderr = options.stderr ?? process.stderr
    stderr.write(`mortise serve: ${detail}. ${remedy} [${code}]\n`)
    process.exitCode = 1
  }
}
