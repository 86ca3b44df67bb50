/** What a row of the table is, and the words rows share. */
import type { Owner } from '../../core/index.js'
import { compare } from '../compare.js'
import type { Place, Severity } from '../finding.js'
import type { PublishedDiscovery, PublishedMetadata } from '../published.js'
import type { App, OidcApp, SamlApp } from '../sides/app.js'
import type {
  DirectoryFacts,
  Facts,
  OidcJoint,
  OrganizationFacts,
  PublishedFacts,
  SamlJoint,
} from '../sides/facts.js'
import type { Provisioning } from '../sides/provisioning.js'
import type { Said } from '../sides/said.js'
import type { ServiceConnection } from '../sides/service.js'
import { nearMiss } from '../../core/index.js'
import { Open, referencesIn, Sealed, shown, type Value } from '../../program/index.js'

/** What came of asking a row about one subject. Nothing: the row does not apply there. */
export type Outcome =
  | { readonly kind: 'held' }
  | { readonly kind: 'broken'; readonly detail: string; readonly places: readonly Place[] }
  /** Only an apply, or somebody else, knows. */
  | { readonly kind: 'undecided'; readonly why: string; readonly places: readonly Place[] }

/** What a row is asked about, once for each there is. */
export interface Subjects {
  readonly saml: SamlJoint
  readonly oidc: OidcJoint
  readonly samlApp: SamlApp
  readonly oidcApp: OidcApp
  readonly app: App
  readonly connection: ServiceConnection
  readonly organization: OrganizationFacts
  readonly provisioning: Provisioning
  readonly directory: DirectoryFacts
  readonly published: PublishedFacts
  readonly publishedSaml: PublishedFacts<PublishedMetadata>
  readonly publishedOidc: PublishedFacts<PublishedDiscovery>
  readonly program: Facts
}

export interface RowOf<K extends keyof Subjects> {
  /** Stable for ever; `kebab-case`. */
  readonly code: string
  readonly about: K
  readonly severity: Severity
  readonly owner: Owner
  /** The rule, as a sentence that holds. */
  readonly rule: string
  /** Why it goes wrong. */
  readonly cause: string
  readonly remedy: string
  /** Requirement ID, section of a standard or vendor page. */
  readonly source: string
  /** Code with which the service refuses, should nobody mend it. */
  readonly leadsTo?: string
  readonly check: (subject: Subjects[K], facts: Facts) => readonly Outcome[]
}

export type Row = { readonly [K in keyof Subjects]: RowOf<K> }[keyof Subjects]

/** Rows of one subject, typed by it. */
export const rowsAbout = <K extends keyof Subjects>(
  about: K,
  rows: readonly Omit<RowOf<K>, 'about'>[],
): readonly RowOf<K>[] => rows.map((row) => ({ ...row, about }))

export const held: readonly Outcome[] = [{ kind: 'held' }]
export const notAsked: readonly Outcome[] = []

export const broken = (detail: string, ...places: readonly (Place | undefined)[]): Outcome[] => [
  { kind: 'broken', detail, places: places.filter((place) => place !== undefined) },
]

export const undecided = (why: string, ...places: readonly (Place | undefined)[]): Outcome[] => [
  { kind: 'undecided', why, places: places.filter((place) => place !== undefined) },
]

/** `unknown until apply: sso_url depends on var.service_url`. */
export function untilApply(what: string, ...values: readonly (Value | undefined)[]): string {
  if (values.some((value) => value instanceof Sealed))
    return `${what} is sensitive, and not looked at`
  const from = [...new Set(values.flatMap(referencesIn))]
  const source = from.length > 0 ? `; it depends on ${from.slice(0, 3).join(', ')}` : ''
  return `${what} is unknown until apply${source}`
}

/** Two texts that must be the same, character by character. */
export function mustEqual(what: string, expected: Said, got: Said): readonly Outcome[] {
  const verdict = compare(expected.value, got.value)
  if (verdict === 'same') return held
  if (verdict === 'undecided')
    return undecided(untilApply(what, got.value, expected.value), got.place, expected.place)
  return broken(
    `expected ${what} ${shown(expected.value)}, got ${shown(got.value)}${nearly(expected.value, got.value)}`,
    got.place,
    expected.place,
  )
}

/** Of texts with the same holes, what differs is in the pieces that are known. */
function nearly(expected: Value, got: Value): string {
  const written = (value: Value): string | undefined =>
    typeof value === 'string'
      ? value
      : value instanceof Open
        ? value.parts.map((part) => (typeof part === 'string' ? part : 'https://x')).join('')
        : undefined
  const [a, b] = [written(expected), written(got)]
  const reason = a !== undefined && b !== undefined ? nearMiss(a, b) : undefined
  return reason === undefined ? '' : `; they differ only by ${reason}`
}
