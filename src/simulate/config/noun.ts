/** The things a configuration speaks of, wherever it was read from: Terraform's spelling has died at the door. */
import { isEntries, type Entries, type Value } from '../../program/index.js'

/** Where a thing is said, for people to find it. */
export interface Place {
  /** `mortise_group.engineers`, or a path of the admin API: `organizations/acme/groups/Engineers`. */
  readonly address: string
  /** Path of the CDKTF construct that made it: `stack/acme/Default`. */
  readonly construct?: string
}

const kinds = [
  'organization',
  'group',
  'space',
  'saml_connection',
  'oidc_connection',
  'directory',
  'connection_activation',
] as const
export type NounKind = (typeof kinds)[number]

export interface Noun {
  readonly kind: NounKind
  readonly place: Place
  readonly values: Entries
}

/** Everything of ours in one configuration. */
export interface Nouns {
  /** File or URL it was read from. */
  readonly origin: string
  /** What a reader should know about the whole of it. */
  readonly notes: readonly string[]
  /** Public base URL of the service; open or undefined where the file does not say. */
  readonly serviceUrl: Value | undefined
  readonly nouns: readonly Noun[]
}

const camelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const camelKeys = (value: Value): Value =>
  isEntries(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [camelCase(key), item]))
    : value

/** Attributes whose keys are names of ours, and not a map of the reader's own (as `attribute_mapping` is). */
const ownObjects = new Set(['settings', 'idp'])

/** What a Terraform resource is for us; undefined for those of other providers, and for ours that no sign-in asks about. */
export const kindOf = (type: string): NounKind | undefined =>
  kinds.find((each) => type === `mortise_${each}`)

/** A Terraform resource as a noun. */
export const nounOf = (kind: NounKind, place: Place, attributes: Entries): Noun => ({
  ...{ kind, place },
  values: Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      camelCase(name),
      ownObjects.has(name) ? camelKeys(value) : value,
    ]),
  ),
})
