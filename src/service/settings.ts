/** What the operator says by arguments and environment, parsed once. Anything unsafe or unclear stops the start, naming its remedy. */
import { resolve } from 'node:path'
import { isSecureUrl, Refusal } from '../core/index.js'
import { defaultRetentionDays } from './housekeeping.js'
import { defaultLifetimes, type SessionLifetimes } from './sign-in/sessions.js'

export interface ServeOptions {
  /** 0: any free port. */
  readonly port: number
  /** Address to listen on. */
  readonly host: string
  /** Folder of the embedded database. */
  readonly data: string
  /** @default - the address listened on; only on loopback */
  readonly publicUrl?: string
  /** @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** @default process.stdout */
  readonly stdout?: { write(text: string): unknown }
  /** @default process.stderr */
  readonly stderr?: { write(text: string): unknown }
}

/** Keys told outright, or the file that has them and is made if it is not there. */
export type SecretKeySource = { readonly text: string } | { readonly file: string }

export interface Settings {
  readonly adminToken: string
  readonly databaseUrl: string
  readonly publicUrl: string | undefined
  readonly allowHosts: readonly string[]
  readonly allowLoopback: boolean
  readonly trustedProxies: readonly string[]
  readonly retentionDays: number
  readonly lifetimes: SessionLifetimes
  /** Where the keys of the secrets at rest are. */
  readonly secretKeys: SecretKeySource
  /** SCIM requests a minute and directory; undefined: the default. */
  readonly rates: Readonly<Partial<Record<SettableRate, number>>>
}

const refused = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'sp', detail, remedy })

function adminTokenOf(token: string | undefined): string {
  if (token !== undefined && /^[\x21-\x7e]{16,1024}$/.test(token)) return token
  throw refused(
    'admin-token-unusable',
    token
      ? 'MORTISE_ADMIN_TOKEN must have at least 16 characters, printable ASCII without blanks'
      : 'MORTISE_ADMIN_TOKEN is not set',
    'Make one: export MORTISE_ADMIN_TOKEN="$(openssl rand -hex 32)"',
  )
}

const loopbackHosts = new Set(['localhost', '127.0.0.1', '::1'])

/** An origin: every endpoint hangs directly below it, and `__Host-` cookies belong to all of a host. */
function publicUrlOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isOrigin = url && url.pathname === '/' && url.search === '' && url.hash === ''
  if (url && isOrigin && isSecureUrl(text)) return url.origin
  throw refused(
    'public-url-unusable',
    `--public-url ${text} must be an https URL without a path (http only on loopback)`,
    'Give the URL people reach the service by, such as https://sso.example.com; let a proxy in front end TLS.',
  )
}

/** Fail closed: beyond loopback, sessions and tokens would travel in the clear. */
function checkExposure(host: string, publicUrl: string | undefined): void {
  if (loopbackHosts.has(host) || publicUrl?.startsWith('https:')) return
  throw refused(
    'insecure-exposure',
    `--host ${host} can be reached from elsewhere, but the public URL is ${publicUrl ?? 'not given'}`,
    'Give --public-url https://… of the TLS proxy in front, or listen on 127.0.0.1.',
  )
}

const listOf = (text: string | undefined): readonly string[] =>
  (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

/** Behind TLS on the same machine every request comes from loopback: believe what the proxy says of its address. */
function trustedProxiesOf(
  text: string | undefined,
  host: string,
  https: boolean,
): readonly string[] {
  if (text !== undefined) return listOf(text)
  return https && loopbackHosts.has(host) ? ['loopback'] : []
}

/** Requests a minute an operator may set; what is left out stays as it is. */
const settableRates = ['people', 'connection', 'scim'] as const
type SettableRate = (typeof settableRates)[number]

function rateOf(env: NonNullable<ServeOptions['env']>, which: SettableRate): number | undefined {
  const name = `MORTISE_${which.toUpperCase()}_RATE`
  const text = env[name]
  if (text === undefined || text === '') return undefined
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw refused(
    `${which}-rate-unusable`,
    `${name} is "${text.slice(0, 40)}"; it must be a whole number of requests a minute`,
    'Unset it for the default, or give a number from 1 on.',
  )
}

const ratesOf = (env: NonNullable<ServeOptions['env']>): Settings['rates'] =>
  Object.fromEntries(
    settableRates.flatMap((which) => {
      const rate = rateOf(env, which)
      return rate === undefined ? [] : [[which, rate]]
    }),
  )

/** Ten years at most: whoever wants to keep people's data for ever should have to say so elsewhere. */
function retentionDaysOf(text: string | undefined): number {
  if (text === undefined || text === '') return defaultRetentionDays
  const days = Number(text)
  if (/^\d{1,4}$/.test(text) && days >= 1 && days <= 3650) return days
  throw refused(
    'retention-unusable',
    `MORTISE_RETENTION_DAYS is "${text.slice(0, 40)}"`,
    'Give a whole number of days from 1 to 3650, or unset it for 90.',
  )
}

const minute = 60_000

/** A month at most: by then an IdP should be asked again who somebody is. */
function minutesOf(env: NonNullable<ServeOptions['env']>, name: string, unset: number): number {
  const text = env[name]
  if (text === undefined || text === '') return unset
  const minutes = Number(text)
  if (/^\d{1,5}$/.test(text) && minutes >= 1 && minutes <= 43_200) return minutes * minute
  throw refused(
    'session-lifetime-unusable',
    `${name} is "${text.slice(0, 40)}"`,
    'Give a whole number of minutes from 1 to 43200, or unset it for the default.',
  )
}

const lifetimesOf = (env: NonNullable<ServeOptions['env']>): SessionLifetimes => ({
  absolute: minutesOf(env, 'MORTISE_SESSION_MINUTES', defaultLifetimes.absolute),
  idle: minutesOf(env, 'MORTISE_SESSION_IDLE_MINUTES', defaultLifetimes.idle),
})

/** @throws Refusal naming what the operator must change */
export function parseSettings(options: ServeOptions): Settings {
  const env = options.env ?? process.env
  const publicUrl = publicUrlOf(options.publicUrl)
  checkExposure(options.host, publicUrl)
  const https = publicUrl?.startsWith('https:') ?? false
  return {
    adminToken: adminTokenOf(env['MORTISE_ADMIN_TOKEN']),
    databaseUrl: env['MORTISE_DATABASE_URL'] || `file:${resolve(options.data, 'mortise.db')}`,
    publicUrl,
    allowHosts: listOf(env['MORTISE_ALLOW_HOSTS']),
    // A service people reach by plain http on loopback is a rehearsal on one machine, and so is its IdP.
    allowLoopback: !https,
    trustedProxies: trustedProxiesOf(env['MORTISE_TRUSTED_PROXIES'], options.host, https),
    retentionDays: retentionDaysOf(env['MORTISE_RETENTION_DAYS']),
    lifetimes: lifetimesOf(env),
    secretKeys: env['MORTISE_SECRET_KEYS']
      ? { text: env['MORTISE_SECRET_KEYS'] }
      : { file: env['MORTISE_SECRET_KEY_FILE'] || resolve(options.data, 'secret.keys') },
    rates: ratesOf(env),
  }
}
