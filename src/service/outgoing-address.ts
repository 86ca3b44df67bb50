/**
 * Requests we make to addresses an administrator typed: which may be connected to. The only door out of the service
 * leads through here, and it guards against server-side request forgery.
 */
import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'
import type { Agent } from 'undici'
import { isSecureUrl, Refusal } from '../core/index.js'

export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

export interface OutgoingOptions {
  /** `host` or `host:port`, exact: these may have private addresses. */
  readonly allowHosts?: readonly string[]
  /** For a rehearsal on one machine: loopback addresses may be read from. */
  readonly allowLoopback?: boolean
  readonly resolve?: (host: string) => Promise<readonly Address[]>
  /** Milliseconds for the whole exchange, redirects included. */
  readonly timeout?: number
  readonly maxBytes?: number
}

async function resolveBySystem(host: string): Promise<readonly Address[]> {
  const found = await lookup(host, { all: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

const refused = (url: URL, why: string): Refusal =>
  new Refusal({
    code: 'outgoing-address-refused',
    owner: 'caller',
    detail: `${url.origin}: ${why}`,
    remedy:
      'Give a public https URL, or let the operator of the service name this host in MORTISE_ALLOW_HOSTS (host or host:port).',
  })

// A public address, yet it is Azure's wire server: it answers every virtual machine with secrets.
const publicButInternal = new Set(['168.63.129.16'])
const globalV6 = ipaddr.IPv6.parseCIDR('2000::/3')

/** Why an address must not be connected to; `undefined` when it may. IPv4 in IPv6 clothes is judged as IPv4. */
export function addressFault(text: string): string | undefined {
  if (!ipaddr.isValid(text)) return `${text} is not an address`
  const address = ipaddr.process(text)
  const range = address.range()
  if (range !== 'unicast') return `${text} is a ${range} address`
  if (publicButInternal.has(address.toString())) return `${text} is a cloud's internal address`
  // Left: ::127.0.0.1 and the like, which nobody needs and some systems route.
  if (address instanceof ipaddr.IPv6 && !address.match(globalV6)) return `${text} is not global`
  return undefined
}

const isLoopback = (text: string): boolean =>
  ipaddr.isValid(text) && ipaddr.process(text).range() === 'loopback'

/** Without the brackets a URL puts around IPv6. */
const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

const effectivePort = (url: URL): string => url.port || (url.protocol === 'https:' ? '443' : '80')

function isAllowed(url: URL, allowHosts: readonly string[]): boolean {
  const host = url.hostname.toLowerCase()
  return allowHosts.some((entry) => entry === host || entry === `${host}:${effectivePort(url)}`)
}

export type OutgoingSettings = Required<OutgoingOptions>

export const outgoingSettings = (options: OutgoingOptions): OutgoingSettings => ({
  allowHosts: (options.allowHosts ?? []).map((host) => host.toLowerCase()),
  allowLoopback: options.allowLoopback ?? false,
  resolve: options.resolve ?? resolveBySystem,
  timeout: options.timeout ?? 10_000,
  maxBytes: options.maxBytes ?? 5 * 1024 * 1024,
})

async function checkedAddresses(url: URL, settings: OutgoingSettings): Promise<readonly Address[]> {
  if (!isSecureUrl(url.href)) throw refused(url, 'only https is read (http only on loopback)')
  const host = bareHost(url)
  const literal = ipaddr.isValid(host)
  const addresses = literal
    ? [
        {
          address: host,
          family: ipaddr.parse(host).kind() === 'ipv6' ? (6 as const) : (4 as const),
        },
      ]
    : await settings.resolve(host).catch(() => {
        throw new Error(`the name ${host} does not resolve`)
      })
  if (addresses.length === 0) throw new Error(`the name ${host} has no address`)
  if (isAllowed(url, settings.allowHosts)) return addresses
  for (const { address } of addresses) {
    if (settings.allowLoopback && isLoopback(address)) continue
    const fault = addressFault(address)
    if (fault) throw refused(url, fault)
  }
  return addresses
}

/** When something is first asked of others: until then its megabytes would be carried for nothing. */
export const loadUndici = (): Promise<typeof import('undici')> => import('undici')

async function agentOver(addresses: readonly Address[], timeout: number): Promise<Agent> {
  const { Agent } = await loadUndici()
  return new Agent({
    connect: {
      timeout,
      lookup: (_host, options, answer) => {
        if (options.all) {
          answer(null, [...addresses])
          return
        }
        const [first] = addresses
        answer(null, first?.address ?? '', first?.family)
      },
    },
  })
}

/**
 * A connection pool for one exchange, whose every name resolves to what was checked: looked up once, so that a second
 * answer (DNS rebinding) is never asked for.
 * @throws Refusal `outgoing-address-refused`, or an Error when the name does not resolve
 */
export const agentFor = async (url: URL, settings: OutgoingSettings): Promise<Agent> =>
  agentOver(await checkedAddresses(url, settings), settings.timeout)

/** The cause as one word or sentence; undici hides it one level down when several addresses were tried. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return error.message || code || error.name
}

export const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
