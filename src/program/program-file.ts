/** What the readers give: blocks with their values, whichever of Terraform's forms they came in. */
import type { Entries, Value } from './value.js'

/** A resource or data source. */
export interface Block {
  /** As Terraform spells it, with module and index: `module.sso.okta_app_saml.acme["a"]`. */
  readonly address: string
  readonly mode: 'resource' | 'data'
  readonly type: string
  readonly values: Entries
  /** What it depends on beside what its values refer to; addresses. */
  readonly dependsOn: readonly string[]
  /** Arguments Terraform leaves alone (`lifecycle.ignore_changes`). */
  readonly ignored: readonly string[]
  /** Where it stands in the JSON. */
  readonly jsonPath: readonly (string | number)[]
  /** Where it is from, if not from the program’s own file. */
  readonly file?: string
  /** Written once for as many as `for_each` or `count` come to, which only Terraform knows. Plans and states have the instances. */
  readonly isRepeated?: boolean
  /** Path of the CDKTF construct that made it: `stack/acme/Default`. */
  readonly construct?: string
}

export interface Variable {
  readonly sensitive: boolean
  readonly ephemeral: boolean
  /** A default that is more than null or an empty text. */
  readonly hasDefault: boolean
}

export interface Output {
  readonly value: Value
  readonly sensitive: boolean
}

export interface ProviderBlock {
  /** `mortise`, or `mortise.other`. */
  readonly name: string
  readonly values: Entries
  readonly jsonPath: readonly (string | number)[]
}

/** What a file says. */
export interface ProgramFile {
  readonly file: string
  /** `outputs`: of a state, and nothing else of it. */
  readonly kind: 'synth' | 'plan' | 'state' | 'outputs'
  readonly blocks: readonly Block[]
  readonly providers: readonly ProviderBlock[]
  readonly variables: ReadonlyMap<string, Variable>
  readonly outputs: ReadonlyMap<string, Output>
  /** What its reader should know about the whole of it. @default - nothing */
  readonly notes?: readonly string[]
  /** Line and column of a JSON path, from 1. */
  readonly locate?: (path: readonly (string | number)[]) => Position | undefined
}

export interface Position {
  readonly line: number
  readonly column: number
}
