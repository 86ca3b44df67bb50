/** What the parts of the service are given: nothing here reads the clock, the environment or the network by itself. */
import type { ConnectionRate } from './http/rate.js'
import type { ReadDocument } from './outgoing.js'
import type { DirectoryLog } from './scim/log.js'
import type { ResolveTxt } from './dns.js'
import type { Secrets } from './secrets/secrets.js'
import type { OidcEffects } from './sign-in/oidc/effects.js'
import type { SessionLifetimes } from './sign-in/sessions.js'
import type { Store } from './store/store.js'

export interface Deps {
  readonly store: Store
  readonly now: () => Date
  /** Public base URL, without a trailing slash. Asked at each use: with port 0 it is known only once we listen. */
  readonly publicUrl: () => string
  /** True when people reach us by https. */
  readonly secure: boolean
  readonly readDocument: ReadDocument
  /** What SCIM clients asked, on its way to the store. */
  readonly directoryLog: DirectoryLog
  readonly resolveTxt: ResolveTxt
  /** What we must be able to say again: encrypted at rest. */
  readonly secrets: Secrets
  /** Asked wherever a connection's own addresses are. */
  readonly connectionRate: ConnectionRate
  /** How long sessions last. */
  readonly lifetimes: SessionLifetimes
  /** The way to OpenID Connect IdPs, and their keys as last read. */
  readonly oidc: OidcEffects
}
