/** The service's side of the joint: connections with their endpoints and names, as any program says them. */
import {
  attributeNames,
  findPreset,
  Refusal,
  type AttributeMapping,
  type ConnectionSettings,
  type Protocol,
  type ServicePreset,
} from '../../core/index.js'
import {
  baseOf,
  isEntries,
  Open,
  type Block,
  type Entries,
  type Value,
} from '../../program/index.js'
import type { Place } from '../finding.js'
import type { Program } from '../program.js'
import { oidcAt, samlAt, scimBaseUrlAt, serviceUrlOf } from './endpoints.js'
import { known, said, type Said } from './said.js'

export interface ServiceOrganization {
  readonly block: Block
  readonly preset: ServicePreset | undefined
}

/** A connection as the program tells it. */
export interface ServiceConnection {
  readonly protocol: Protocol
  readonly block: Block
  readonly place: Place
  /** For people: its name, or its address where the name is not known. */
  readonly title: string
  readonly organization: ServiceOrganization | undefined
  readonly preset: ServicePreset | undefined
  /** SAML: acs_url, sp_entity_id; OpenID Connect: redirect_uri, jwks_url; both: login_url. */
  readonly endpoints: Readonly<Record<string, Said | undefined>>
  /** Field → attribute or claim; undefined where the preset is not known. */
  readonly names: Readonly<Record<string, Said>> | undefined
  /** Fields the connection maps itself. */
  readonly mapped: ReadonlySet<string>
  /** May the IdP begin? undefined: not known. */
  readonly idpInitiated: boolean | undefined
  readonly justInTime: boolean | undefined
}

const connectionTypes: readonly (readonly [string, Protocol])[] = [
  ['mortise_saml_connection', 'saml'],
  ['mortise_oidc_connection', 'oidc'],
]

/** What is told of a connection beside its name: at the top, or in `settings`. */
function settingOf(program: Program, block: Block, name: string): Value | undefined {
  const settings = program.get(block, 'settings')
  return program.get(block, name) ?? (isEntries(settings) ? settings[name] : undefined)
}

/** The organization a connection or directory belongs to, by reference or by name. */
export function organizationOf(program: Program, block: Block): Block | undefined {
  const type = 'mortise_organization'
  const [found] = program.targetsOf(block.values['organization'], type, ['name'], block)
  return found ?? program.targetsOf(program.get(block, 'organization'), type, ['name'], block)[0]
}

const presets = new WeakMap<Program, Map<Block, ServicePreset | undefined>>()

/** The preset of whatever belongs to an organization: asked again and again, found once. */
function presetOf(program: Program, block: Block): ServicePreset | undefined {
  const known = presets.get(program) ?? new Map<Block, ServicePreset | undefined>()
  presets.set(program, known)
  if (!known.has(block)) known.set(block, foundPreset(program, block))
  return known.get(block)
}

function foundPreset(program: Program, block: Block): ServicePreset | undefined {
  const organization = organizationOf(program, block)
  const key = known(
    organization ? program.get(organization, 'preset') : program.get(block, 'preset'),
  )
  return key === undefined ? undefined : findPreset(key)
}

/** Endpoints by core's own rule; nothing where preset or name are not known, or the protocol is not spoken. */
function computedEndpoints(program: Program, block: Block, protocol: Protocol): Entries {
  const preset = presetOf(program, block)
  const name = known(program.get(block, 'name'))
  if (preset === undefined || name === undefined) return {}
  const url = serviceUrlOf(program)
  const audience = known(settingOf(program, block, 'audience'))
  const idpKind = known(settingOf(program, block, 'idp_kind')) as ConnectionSettings['idpKind']
  try {
    return protocol === 'saml'
      ? samlAt(url, preset, name, {
          ...(audience === undefined ? {} : { audience }),
          ...(idpKind === undefined ? {} : { idpKind }),
        })
      : oidcAt(url, preset, name)
  } catch (refusal) {
    if (Refusal.is(refusal)) return {}
    throw refusal
  }
}

/** Asked for each endpoint of each connection, and by every row that compares one; computed once. */
const computed = new WeakMap<Program, Map<Block, Entries>>()

function endpointsOf(program: Program, block: Block, protocol: Protocol): Entries {
  const known = computed.get(program) ?? new Map<Block, Entries>()
  computed.set(program, known)
  const found = known.get(block) ?? computedEndpoints(program, block, protocol)
  known.set(block, found)
  return found
}

/** What our own resources compute from names alone: so a reference to an endpoint is followed before any apply. */
export function derived(program: Program, block: Block, attribute: string): Value | undefined {
  const protocol = connectionTypes.find(([type]) => type === block.type)?.[1]
  if (protocol !== undefined) return endpointsOf(program, block, protocol)[attribute]
  if (block.type === 'mortise_service_provider') return ofServiceProvider(program, block, attribute)
  if (block.type === 'mortise_directory' && ['base_url', 'scim_base_url'].includes(attribute))
    return directoryUrl(program, block)
  return undefined
}

function ofServiceProvider(program: Program, block: Block, attribute: string): Value | undefined {
  if (attribute === 'scim_base_url') return directoryUrl(program, block)
  const isOidc = attribute === 'redirect_uri' || attribute === 'oidc_login_url'
  const name = attribute === 'oidc_login_url' ? 'login_url' : attribute
  return computedEndpoints(program, block, isOidc ? 'oidc' : 'saml')[name]
}

function directoryUrl(program: Program, block: Block): Value | undefined {
  const preset = presetOf(program, block)
  const name = known(program.get(block, 'name'))
  if (preset === undefined || name === undefined) return undefined
  return scimBaseUrlAt(serviceUrlOf(program), preset, name)
}

function mappingOf(program: Program, block: Block): Entries {
  const written =
    program.get(block, 'attribute_mapping') ?? program.get(block, 'claims_mapping') ?? {}
  return isEntries(written) ? written : {}
}

function namesOf(
  program: Program,
  block: Block,
  preset: ServicePreset,
): Readonly<Record<string, Said>> {
  const mapping = mappingOf(program, block)
  const texts: AttributeMapping = Object.fromEntries(
    Object.entries(mapping).flatMap(([field, name]) =>
      typeof name === 'string' ? [[field, name]] : [],
    ),
  )
  const place = program.place('service', block, 'attribute_mapping')
  const inForce = Object.entries<string>(attributeNames(preset, texts))
  return Object.fromEntries(
    inForce.map(([field, name]) => {
      const written = mapping[field]
      return [field, { value: written instanceof Open ? written : name, place }]
    }),
  )
}

function idpInitiatedIn(
  program: Program,
  block: Block,
  preset: ServicePreset | undefined,
): boolean | undefined {
  const chosen = settingOf(program, block, 'idp_initiated')
  if (typeof chosen === 'boolean') return chosen
  if (chosen instanceof Open || preset === undefined) return undefined
  return preset.idpInitiated.policy === 'required'
}

function connectionOf(program: Program, block: Block, protocol: Protocol): ServiceConnection {
  const preset = presetOf(program, block)
  const organization = organizationOf(program, block)
  const justInTime = program.get(block, 'just_in_time_provisioning')
  const endpoint = (name: string): readonly [string, Said | undefined] => [
    name,
    said(program, 'service', block, name),
  ]
  return {
    ...{ protocol, block, preset, place: program.place('service', block) },
    title: known(program.get(block, 'name')) ?? baseOf(block.address),
    organization: organization && { block: organization, preset },
    endpoints: Object.fromEntries(
      ['acs_url', 'sp_entity_id', 'login_url', 'redirect_uri', 'jwks_url'].map(endpoint),
    ),
    names: preset && namesOf(program, block, preset),
    mapped: new Set(Object.keys(mappingOf(program, block))),
    idpInitiated: idpInitiatedIn(program, block, preset),
    justInTime:
      justInTime === undefined || justInTime === null
        ? (preset?.provisioning.justInTime.default ?? true)
        : typeof justInTime === 'boolean'
          ? justInTime
          : undefined,
  }
}

export const connectionsIn = (program: Program): readonly ServiceConnection[] =>
  connectionTypes.flatMap(([type, protocol]) =>
    program.ofType(type).map((block) => connectionOf(program, block, protocol)),
  )

/** The preset of whatever belongs to an organization. */
export const presetOfBlock = presetOf
