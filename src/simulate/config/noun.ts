/** The things a configuration speaks of, wherever it was read from: Terraform's spelling has died at the door. */
import { isRawObject, type Raw, type RawObject } from './unknown.js'

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
  readonly values: RawObject
}

/** Everything of ours in one configuration. */
export interface Nouns {
  /** File or URL it was read from. */
  readonly origin: string
  /** What a reader should know about the whole of it. */
  readonly notes: readonly string[]
  /** Public base URL of the service; unknown or null where the file does not say. */
  readonly serviceUrl: Raw
  readonly nouns: readonly Noun[]
}

const camelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

const camelKeys = (raw: Raw): Raw =>
  isRawObject(raw)
    ? Object.fromEntries(Object.entries(raw).map(([key, value]) => [camelCase(key), value]))
    : raw

/** Attributes whose keys are names of ours, and not a map of the reader's own (as `attribute_mapping` is). */
const ownObjects = new Set(['settings', 'idp'])

/**
 * A Terraform resource as a noun.
 * @returns undefined for resources of other providers, and for those of ours that no sign-in asks about
 */
export function nounOf(type: string, place: Place, attributes: RawObject): Noun | undefined {
  const kind = kinds.find((each) => type === `mortise_${each}`)
  if (kind === undefined) return undefined
  const values = Object.entries(attributes).map(
    ([name, value]) => [camelCase(name), ownObjects.has(name) ? camelKeys(value) : value] as const,
  )
  return { kind, place, values: Object.fromEntries(values) }
}
