/** What we say when something is wrong: the Finding, and the Refusal that carries it. Who hears how much is the doors' business. */

/**
 * Who can put it right.
 * - `idp`: the administrator of the identity provider
 * - `sp`: the administrator or operator of the service
 * - `caller`: whoever sent the request or wrote the configuration
 * - `user`: the person signing in
 */
export type Owner = 'idp' | 'sp' | 'caller' | 'user'

/** Something wrong, said so that the reader can mend it. */
export interface Finding {
  /** Stable for ever; `kebab-case`. */
  readonly code: string
  readonly owner: Owner
  /** What was expected and what came. For administrators; never shown to a stranger. */
  readonly detail: string
  /** The change that mends it. */
  readonly remedy: string
  /** Where the rule is written: a section of a standard, a vendor page, a requirement ID. */
  readonly source?: string | undefined
  /** The field at fault, as a path in the request: `roleRules.0.role`. */
  readonly path?: string | undefined
}

/** The message was understood and rejected. A bug or a broken disk is an ordinary `Error`. */
export class Refusal extends Error {
  readonly finding: Finding

  constructor(finding: Finding) {
    super(`${finding.code}: ${finding.detail}`)
    this.name = 'Refusal'
    this.finding = finding
  }

  /** True across copies of this module (ESM and CommonJS), where `instanceof` is not. */
  static is(value: unknown): value is Refusal {
    return value instanceof Error && value.name === 'Refusal' && 'finding' in value
  }
}
