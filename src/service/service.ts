/** The reference SP, put together: the literal list of what is mounted, from values handed in. Reading the environment is main.ts's business. */
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { mountAdmin } from './admin/admin.js'
import { mountAdminPages } from './admin-pages/mount.js'
import type { Deps } from './deps.js'
import { createResolveTxt, type ResolveTxt } from './dns.js'
import { defaultRetentionDays, keepHouse } from './housekeeping.js'
import { keepMetadata } from './idp-metadata/refresher.js'
import { mountHealth } from './http/health.js'
import { takeForms } from './http/forms.js'
import { ConnectionRate, limitRate } from './http/rate.js'
import { doorsOf, type Door } from './http/doors.js'
import { named } from './http/scope.js'
import { createServer, type Draining, type Timeouts } from './http/server.js'
import { adminPath } from '../admin-api/index.js'
import { createReadDocument } from './outgoing.js'
import type { OutgoingFetch } from '../oidc/index.js'
import type { OutgoingOptions } from './outgoing-address.js'
import { createOidcEffects } from './sign-in/oidc/effects.js'
import { DirectoryLog } from './scim/log.js'
import { mountScim } from './scim/mount.js'
import type { SecretKeys } from './secrets/keys.js'
import { Secrets } from './secrets/secrets.js'
import { mountScript } from './pages/send-on.js'
import { mountStyle } from './pages/style.js'
import { mountLanding } from './sign-in/landing.js'
import { mountLogin, mountLoginForms } from './sign-in/login.js'
import { mountSsoLogin } from './sign-in/remembered.js'
import { globalPaths } from './sign-in/global-acs.js'
import { mountOidc, oidcCallback } from './sign-in/oidc/mount.js'
import { mountSaml } from './sign-in/saml.js'
import { mountSamlLogout } from './sign-in/saml-slo.js'
import { defaultLifetimes, type SessionLifetimes } from './sign-in/sessions.js'
import { mountTests } from './sign-in/tests.js'
import type { Store } from './store/store.js'

export interface ServiceOptions {
  readonly store: Store
  /** At least 16 characters; only its hash is kept. */
  readonly adminToken: string
  readonly log: Logger
  /** What secrets are encrypted under at rest. @default - none: no secret can be given to this service */
  readonly secretKeys?: SecretKeys
  /** Base URL people and IdPs reach us by. @default - the address listened on, plain http */
  readonly publicUrl?: string
  /** @default - the system's clock */
  readonly now?: () => Date
  /** How documents may be fetched from outside. @default - public https addresses only */
  readonly outgoing?: OutgoingOptions
  /** The way to OpenID Connect IdPs. @default - guarded as `outgoing` says */
  readonly outgoingFetch?: OutgoingFetch
  /** Proxies whose X-Forwarded-For is believed. @default - none */
  readonly trustedProxies?: readonly string[]
  /** How domains are proven. @default - the system's name servers */
  readonly resolveTxt?: ResolveTxt
  /** Days for which sign-in attempts, and what connection tests say of a person, are kept. @default 90 */
  readonly retentionDays?: number
  /** How long sessions last, in milliseconds. @default - 12 hours from the sign-in on, 1 hour from the last request on */
  readonly lifetimes?: SessionLifetimes
  /**
   * Requests a minute from one address; for SCIM, of one directory; and of one connection, from wherever.
   * @default - 600 for people, 6000 for the admin API, for SCIM and of a connection, 10 tries of a password
   */
  readonly rates?: {
    readonly people?: number
    readonly admin?: number
    readonly scim?: number
    readonly passwords?: number
    readonly connection?: number
  }
  /** How long a client may take, in milliseconds. @default - 10 s for the headers, 30 s for a whole request */
  readonly timeouts?: Timeouts
}

export interface Service {
  readonly app: FastifyInstance
  /** Every address that is answered, and how large a body it takes. */
  readonly doors: readonly Door[]
  /** @returns the public URL, once connections are accepted */
  listen(address: { readonly host: string; readonly port: number }): Promise<string>
  /** New requests get 503, those in flight are finished, then the store is closed. */
  close(): Promise<void>
}

const defaultRates = { people: 600, admin: 6000, scim: 6000, passwords: 10, connection: 6000 }

/** How long a request in flight may keep us from stopping. */
const patience = 10_000

async function mount(app: FastifyInstance, deps: Deps, options: ServiceOptions): Promise<void> {
  const rates = { ...defaultRates, ...options.rates }
  await app.register(
    named('admin API', async (admin) => {
      await limitRate(admin, rates.admin)
      mountAdmin(admin, deps, options.adminToken)
    }),
    { prefix: adminPath },
  )
  await mountScim(app, deps, {
    strangers: rates.people,
    directory: rates.scim,
    secret: options.adminToken,
  })
  const pages = named('people', async (people) => {
    await limitRate(people, rates.people)
    mountStyle(people)
    mountScript(people)
    await takeForms(people)
    const callback = oidcCallback(deps)
    mountSamlLogout(people, deps)
    mountSaml(people, deps, callback)
    mountOidc(people, deps, callback, globalPaths)
    mountTests(people, deps)
    mountLogin(people, deps)
    mountSsoLogin(people, deps)
    mountLanding(people, deps)
    await people.register(named('administrators', (scope) => mountAdminPages(scope, deps)))
  })
  await app.register(pages)
  const passwords = named('passwords', async (forms) => {
    await limitRate(forms, rates.passwords)
    await takeForms(forms)
    mountLoginForms(forms, deps, options.adminToken)
  })
  await app.register(passwords)
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on TCP')
  return address.port
}

/** As the operator named the host, so that cookies and origins match what is typed into the browser. */
const plainUrlOf = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`

async function stop(app: FastifyInstance): Promise<void> {
  const force = setTimeout(() => app.server.closeAllConnections(), patience)
  await app.close().finally(() => clearTimeout(force))
}

/** Builds the service over an open store, which it closes when it is closed itself. */
export async function createService(options: ServiceOptions): Promise<Service> {
  let publicUrl = options.publicUrl
  const now = options.now ?? (() => new Date())
  const deps: Deps = {
    store: options.store,
    now,
    publicUrl: () => {
      if (publicUrl === undefined) throw new Error('asked for the public URL before listening')
      return publicUrl
    },
    secure: options.publicUrl?.startsWith('https:') ?? false,
    readDocument: createReadDocument(options.outgoing),
    directoryLog: new DirectoryLog(options.store, options.log),
    resolveTxt: options.resolveTxt ?? createResolveTxt(),
    secrets: new Secrets(options.secretKeys),
    lifetimes: options.lifetimes ?? defaultLifetimes,
    connectionRate: new ConnectionRate(options.rates?.connection ?? defaultRates.connection, now),
    oidc: createOidcEffects(options.outgoing, now, options.outgoingFetch),
  }
  const draining: Draining = { on: false }
  const app = await createServer(
    {
      ...{ log: options.log, secure: deps.secure },
      ...{ trustedProxies: options.trustedProxies ?? [], timeouts: options.timeouts },
    },
    draining,
  )
  const doors = doorsOf(app)
  const lost = await deps.secrets.reseal(deps.store)
  if (lost.length > 0) options.log.error({ secrets: lost }, 'secrets that no key opens')
  mountHealth(app, deps, draining)
  await mount(app, deps, options)
  const stopRefreshing = keepMetadata(deps, options.log)
  const stopHousekeeping = keepHouse(
    deps,
    options.log,
    options.retentionDays ?? defaultRetentionDays,
  )
  return {
    app,
    doors,
    listen: async (address) => {
      await app.listen(address)
      publicUrl ??= plainUrlOf(address.host, portOf(app))
      return publicUrl
    },
    close: async () => {
      draining.on = true
      stopHousekeeping()
      await stopRefreshing()
      await stop(app)
      await deps.directoryLog.close()
      await options.store.close()
    },
  }
}
