/**
 * Requests we make to addresses an administrator typed: the only door out of the service.
 * Guards against server-side request forgery; what comes back is the caller's to judge.
 */
import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'
import { Agent, request, type Dispatcher } from 'undici'
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

/** Reads a text document by GET. @throws Refusal `outgoing-address-refused`, `metadata-unreachable`, `metadata-timeout`, `metadata-too-large` */
export type ReadDocument = (url: string) => Promise<string>

const maxRedirects = 3

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

export const unreachable = (url: string, why: string): Refusal =>
  new Refusal({
    code: 'metadata-unreachable',
    owner: 'idp',
    detail: `${url}: ${why}`,
    remedy:
      'Open the URL in a browser: it must answer 200 with the metadata itself, over https with a valid certificate. Otherwise give idpMetadataXml.',
  })

const tooLarge = (url: string, maxBytes: number): Refusal =>
  new Refusal({
    code: 'metadata-too-large',
    owner: 'idp',
    detail: `${url}: the document is larger than ${maxBytes} bytes`,
    remedy: "Give the URL of this one IdP's metadata, not of a whole federation's.",
  })

const tooSlow = (url: string, timeout: number): Refusal =>
  new Refusal({
    code: 'metadata-timeout',
    owner: 'idp',
    detail: `${url}: no complete answer within ${timeout} ms`,
    remedy: 'Try again; if it stays slow, download the metadata and give it as idpMetadataXml.',
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

type Settings = Required<OutgoingOptions>

/** The addresses we may connect to, looked up once: connecting to these and no others defeats DNS rebinding. */
async function checkedAddresses(url: URL, settings: Settings): Promise<readonly Address[]> {
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
        throw unreachable(url.href, `the name ${host} does not resolve`)
      })
  if (addresses.length === 0) throw unreachable(url.href, `the name ${host} has no address`)
  if (isAllowed(url, settings.allowHosts)) return addresses
  for (const { address } of addresses) {
    if (settings.allowLoopback && isLoopback(address)) continue
    const fault = addressFault(address)
    if (fault) throw refused(url, fault)
  }
  return addresses
}

/** A connection pool for one exchange, whose every name resolves to what was checked. */
const agentFor = (addresses: readonly Address[], timeout: number): Agent =>
  new Agent({
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

async function bodyOf(
  response: Dispatcher.ResponseData,
  url: URL,
  maxBytes: number,
): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(url.href, maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status)

/** One hop: the document, or where it is said to be. */
async function hop(
  url: URL,
  signal: AbortSignal,
  settings: Settings,
): Promise<{ readonly text: string } | { readonly next: URL }> {
  const agent = agentFor(await checkedAddresses(url, settings), settings.timeout)
  try {
    const response = await request(url, {
      dispatcher: agent,
      signal,
      headers: { accept: 'application/samlmetadata+xml, application/xml, text/xml' },
    })
    const location = response.headers['location']
    if (isRedirect(response.statusCode) && typeof location === 'string') {
      if (!URL.canParse(location, url)) throw unreachable(url.href, 'it redirects to no URL')
      return { next: new URL(location, url) }
    }
    if (response.statusCode !== 200) {
      throw unreachable(url.href, `it answered with status ${response.statusCode}`)
    }
    return { text: await bodyOf(response, url, settings.maxBytes) }
  } finally {
    await agent.destroy()
  }
}

async function follow(start: string, signal: AbortSignal, settings: Settings): Promise<string> {
  let url = new URL(start)
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const result = await hop(url, signal, settings)
    if ('text' in result) return result.text
    url = result.next
  }
  throw unreachable(start, `it redirects more than ${maxRedirects} times`)
}

/** The cause as one word or sentence; undici hides it one level down when several addresses were tried. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return error.message || code || error.name
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })

/** @returns a reader that holds no cookies, uses no proxy, and looks at every hop */
export function createReadDocument(options: OutgoingOptions = {}): ReadDocument {
  const settings: Settings = {
    allowHosts: (options.allowHosts ?? []).map((host) => host.toLowerCase()),
    allowLoopback: options.allowLoopback ?? false,
    resolve: options.resolve ?? resolveBySystem,
    timeout: options.timeout ?? 10_000,
    maxBytes: options.maxBytes ?? 5 * 1024 * 1024,
  }
  return async (url) => {
    const signal = AbortSignal.timeout(settings.timeout)
    try {
      // The race covers name resolution too, which cannot be aborted.
      return await Promise.race([follow(url, signal, settings), aborted(signal)])
    } catch (error) {
      if (Refusal.is(error)) throw error
      if (signal.aborted) throw tooSlow(url, settings.timeout)
      throw unreachable(url, causeOf(error))
    }
  }
}
