/** What the contract check says: a Finding with both sides' places, or that nobody can tell before an apply. */
import type { Finding } from '../core/index.js'

/**
 * - `error`: sign-in or provisioning will be refused, or a secret is exposed
 * - `warning`: it works, not as the service's page or good practice has it
 * - `note`: worth knowing
 */
export type Severity = 'error' | 'warning' | 'note'

/** Where something stands: an argument of a resource in a file, or an object of the service. */
export interface Place {
  readonly side: 'idp' | 'service' | 'program'
  /** As it was given to the reader; for the live service its URL. */
  readonly file: string
  /** `okta_app_saml.acme`, `module.sso.okta_app_saml.acme`, `var.token`, or the whole file when empty. */
  readonly address: string
  /** Argument below it: `attribute_statements.0.name`. */
  readonly path?: string
  /** From 1. */
  readonly line?: number
  /** From 1. */
  readonly column?: number
}

/** A rule broken. `source` and `cause` are never missing here. */
export interface ContractFinding extends Finding {
  readonly severity: Severity
  readonly source: string
  /** Why it goes wrong, whoever's console it is. */
  readonly cause: string
  /** Both sides, the one to change first. */
  readonly places: readonly Place[]
  /** What excuses it, why, and until when. */
  readonly waiver?: { readonly name: string; readonly reason: string; readonly until: string }
}

/** A rule that could not be asked: something is known only after an apply, or is not in the file. Never taken as held. */
export interface Undecided {
  readonly code: string
  readonly why: string
  readonly places: readonly Place[]
}
