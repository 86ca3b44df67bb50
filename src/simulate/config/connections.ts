/** Connections as the configuration knows them: what a simulated sign-in through each rests on. */
import {
  checkAttributeMapping,
  checkSettings,
  ConnectionSettings,
  idpKindOf,
  idpKinds,
  parseWith,
  samlEndpoints,
  type AttributeMapping,
  type IdpKind,
} from '../../core/index.js'
import { isKnown, isList, Open, referencesIn, type Value } from '../../program/index.js'
import { parseIdpMetadata } from '../../saml/index.js'
import type { Noun, Nouns, Place } from './noun.js'
import {
  belongingsIn,
  nounsOf,
  organizationsOf,
  type Belongings,
  type OrganizationHere,
} from './organizations.js'
import {
  addressOf,
  booleanIn,
  keyIn,
  objectIn,
  refusedAt,
  textIn,
  textsIn,
  type OpenQuestion,
} from './reading.js'

/** Whom the connection trusts, as far as the configuration says. */
export interface IdpHere {
  readonly entityId: string | undefined
  readonly certificates: readonly string[]
  /** A guess from whatever names the IdP; @default 'other' */
  readonly kind: IdpKind
}

export interface ConnectionHere {
  readonly name: string
  readonly protocol: 'saml' | 'oidc'
  readonly place: Place
  /** undefined: the configuration does not hold it, or not its preset. */
  readonly organization: OrganizationHere | undefined
  readonly mapping: AttributeMapping
  /** Attribute names that are not known yet: nothing can be said of anybody. */
  readonly mappingOpen: readonly string[]
  /** undefined: known only after apply. */
  readonly justInTimeProvisioning: boolean | undefined
  readonly settings: ConnectionSettings | undefined
  readonly idp: IdpHere
  /** What a Response must be addressed to; undefined where the service's URL is not known. */
  readonly expected: { readonly acsUrl: string; readonly spEntityId: string } | undefined
  /** Does a directory provision its people? */
  readonly directory: boolean
  /** Does the configuration say that it carries sign-ins? */
  readonly enabled: boolean
  readonly open: readonly OpenQuestion[]
}

const kindWords: readonly (readonly [RegExp, IdpKind])[] = [
  [/\bokta_/, 'okta'],
  [/\bazuread_/, 'entra'],
]

/** An OpenID Connect connection names its IdP in the vendor's own terms. */
const ownTerms: readonly (readonly [string, IdpKind])[] = [
  ['oktaDomain', 'okta'],
  ['entraTenantId', 'entra'],
  ['googleHostedDomain', 'google'],
]

/** An IdP that is made in the same configuration gives itself away by the resource its metadata comes from. */
function kindOfIdp(noun: Noun, entityId: string | undefined): IdpKind {
  const { idpKind } = objectIn(noun, 'idp') ?? {}
  const asRead = idpKinds.find((kind) => kind === idpKind)
  if (asRead) return asRead
  const term = ownTerms.find(([name]) => (noun.values[name] ?? null) !== null)
  if (term) return term[1]
  const texts = ['idpMetadataUrl', 'idpMetadataXml', 'issuer', 'idpSsoUrl'].flatMap((name) => {
    const value = noun.values[name]
    return typeof value === 'string' ? value : referencesIn(value)
  })
  const named = [...(entityId === undefined ? [] : [entityId]), ...texts].map(idpKindOf)
  const kind = named.find((each) => each !== 'other')
  return kind ?? kindWords.find(([word]) => texts.some((text) => word.test(text)))?.[1] ?? 'other'
}

const textAt = (value: Value | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined

const certificatesAt = (value: Value | undefined): readonly string[] =>
  isList(value) ? value.filter((item) => typeof item === 'string') : []

/** By hand, as the service read it (state), or from metadata that stands in the configuration itself. */
function readIdp(noun: Noun, now: Date): IdpHere {
  const facts = objectIn(noun, 'idp') ?? {}
  const xml = textIn(noun, 'idpMetadataXml') ?? undefined
  const metadata =
    xml === undefined ? undefined : refusedAt(noun.place, () => parseIdpMetadata(xml, { now }))
  const entityId =
    textIn(noun, 'idpEntityId') ??
    textAt(facts['entityId']) ??
    metadata?.entityId ??
    textIn(noun, 'issuer') ??
    textAt(facts['issuer'])
  const byHand = textsIn(noun, 'certificates') ?? []
  const read = certificatesAt(facts['certificates'])
  const [certificates = []] = [byHand, read, metadata?.certificates ?? []].filter(
    (list) => list.length > 0,
  )
  return { entityId, certificates, kind: kindOfIdp(noun, entityId) }
}

function readMapping(noun: Noun): Pick<ConnectionHere, 'mapping' | 'mappingOpen'> {
  const raw = objectIn(noun, 'attributeMapping')
  if (raw === undefined) {
    return { mapping: {}, mappingOpen: [addressOf(noun.place, 'attributeMapping')] }
  }
  const entries = Object.entries(raw ?? {})
  const known = entries.flatMap(([field, value]) =>
    typeof value === 'string' ? [[field, value] as const] : [],
  )
  const open = entries.filter(([, value]) => value instanceof Open)
  return {
    mapping: Object.fromEntries(known),
    mappingOpen: open.map(([field]) => `${addressOf(noun.place, 'attributeMapping')}.${field}`),
  }
}

function readSettings(noun: Noun): Pick<ConnectionHere, 'settings' | 'open'> {
  const raw = objectIn(noun, 'settings')
  const entries = Object.entries(raw ?? {}).filter(([, value]) => value !== null)
  const known = entries.filter(([, value]) => isKnown(value))
  const open = [
    ...(raw === undefined ? [addressOf(noun.place, 'settings')] : []),
    ...entries
      .filter(([, value]) => !isKnown(value))
      .map(([name]) => `${addressOf(noun.place, 'settings')}.${name}`),
  ]
  const settings = parseWith(ConnectionSettings, Object.fromEntries(known))
  return {
    settings: known.length > 0 ? settings : undefined,
    open: open.map((address) => ({ address, leaves: 'a setting of the connection' })),
  }
}

/** The endpoints of a SAML connection: as the state has them, or computed from the service's URL. */
function readExpected(
  noun: Noun,
  { serviceUrl }: Nouns,
  organization: OrganizationHere | undefined,
  settings: ConnectionSettings | undefined,
): ConnectionHere['expected'] {
  const acsUrl = textIn(noun, 'acsUrl')
  const spEntityId = textIn(noun, 'spEntityId')
  if (acsUrl && spEntityId) return { acsUrl, spEntityId }
  if (typeof serviceUrl !== 'string' || organization === undefined) return undefined
  if (noun.kind !== 'saml_connection') return undefined
  const name = keyIn(noun, 'name') ?? ''
  const endpoints = samlEndpoints(serviceUrl, organization.preset.key, name, settings)
  return { acsUrl: endpoints.acsUrl, spEntityId: endpoints.spEntityId }
}

/** What all connections are read against. */
interface Ground {
  readonly nouns: Nouns
  readonly belongings: Belongings
  readonly organizations: ReadonlyMap<string, OrganizationHere>
  /** Names of the connections that are enabled. */
  readonly enabled: ReadonlySet<string | undefined>
  readonly now: Date
}

function groundOf(nouns: Nouns, now: Date): Ground {
  const belongings = belongingsIn(nouns)
  const organizations = organizationsOf(nouns, belongings)
  const activations = nounsOf(nouns, 'connection_activation')
  const enabled = new Set(activations.map((noun) => keyIn(noun, 'connectionName')))
  return { nouns, belongings, organizations, enabled, now }
}

const hasDirectory = ({ belongings }: Ground, organization: string, connection: string): boolean =>
  (belongings.get(organization) ?? []).some((noun) => {
    const named = keyIn(noun, 'connectionName')
    return noun.kind === 'directory' && (named === undefined || named === connection)
  })

function readConnection(ground: Ground, noun: Noun): readonly ConnectionHere[] {
  const { nouns, organizations, enabled, now } = ground
  const { place } = noun
  const name = keyIn(noun, 'name')
  if (name === undefined) return []
  const owner = keyIn(noun, 'organization') ?? ''
  const organization = organizations.get(owner)
  const mapping = readMapping(noun)
  const { settings, open } = refusedAt(place, () => readSettings(noun))
  if (organization) {
    refusedAt(place, () => {
      checkAttributeMapping(organization.preset, mapping.mapping)
      checkSettings(organization.preset, settings)
    })
  }
  const justInTime = booleanIn(noun, 'justInTimeProvisioning')
  return [
    {
      ...{ name, place, organization, settings, ...mapping },
      protocol: noun.kind === 'oidc_connection' ? 'oidc' : 'saml',
      justInTimeProvisioning: justInTime === null ? true : justInTime,
      idp: readIdp(noun, now),
      expected: readExpected(noun, nouns, organization, settings),
      directory: hasDirectory(ground, owner, name),
      enabled: enabled.has(name),
      open: [...open, ...(organization?.open ?? [])],
    },
  ]
}

/** Every connection of the configuration, by name. */
export function connectionsOf(nouns: Nouns, now: Date): readonly ConnectionHere[] {
  const ground = groundOf(nouns, now)
  return nouns.nouns
    .filter(({ kind }) => kind === 'saml_connection' || kind === 'oidc_connection')
    .flatMap((noun) => readConnection(ground, noun))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
