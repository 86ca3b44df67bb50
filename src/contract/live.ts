/** The service as it stands, told as a program: what its admin API answers, in the words of the Terraform resources. */
import type { OidcConnection, SamlConnection } from '../core/index.js'
import { asValue, type Block, type Entries, type Value } from '../program/index.js'
import type { PublishedBy } from './published.js'
import type { ProgramInput } from './program.js'

/** What the admin API answers, as far as it is read here. */
export interface LiveService {
  /** Its base URL. */
  readonly url: string
  readonly organizations: readonly LiveOrganization[]
  readonly connections: readonly LiveConnection[]
  readonly oidcConnections?: readonly LiveOidcConnection[]
  readonly directories: readonly LiveDirectory[]
  readonly groups?: readonly LiveGroup[]
  /** What the IdPs themselves said. @default - nobody asked them */
  readonly published?: PublishedBy
}

export interface LiveOrganization {
  readonly name: string
  readonly preset: string
  readonly defaultRole?: string | undefined
  readonly roles?: readonly string[] | undefined
  readonly roleRules: readonly object[]
}

export type LiveConnection = Pick<
  SamlConnection,
  'name' | 'organization' | 'preset' | 'idp' | 'endpoints' | 'attributeNames' | 'attributeMapping'
> & {
  readonly justInTimeProvisioning: boolean
  readonly idpMetadataUrl?: string | null
  readonly settings?: object | undefined
  readonly policy?: object | undefined
}

export type LiveOidcConnection = Omit<OidcConnection, 'settings'> & {
  readonly settings?: object | undefined
}

export interface LiveDirectory {
  readonly name: string
  readonly organization: string
  readonly baseUrl: string
}

export interface LiveGroup {
  readonly organization: string
  readonly name: string
  readonly idpIdentifier: string | null
}

const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Keys in Terraform's spelling; those of `attributeMapping` and `attributeNames` are fields, and stay. */
function spelled(value: unknown): Value {
  if (Array.isArray(value)) return value.map(spelled)
  if (typeof value !== 'object' || value === null) return asValue(value)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [snake(key), spelled(item)]))
}

const block = (type: string, path: string, values: Entries): Block => ({
  ...{ address: path, mode: 'resource', type, values },
  ...{ dependsOn: [], ignored: [], jsonPath: [] },
})

function connectionBlock(connection: LiveConnection): Block {
  const { endpoints, attributeNames, attributeMapping, settings, idp, ...rest } = connection
  return block('mortise_saml_connection', `saml-connections/${connection.name}`, {
    ...(spelled({ ...rest, ...endpoints, ...settings }) as Entries),
    attribute_names: attributeNames,
    attribute_mapping: attributeMapping,
    idp: spelled({ ...idp, certificates: [...idp.certificates] }),
  })
}

function oidcConnectionBlock(connection: LiveOidcConnection): Block {
  const { endpoints, attributeNames, attributeMapping, settings, idp, ...rest } = connection
  return block('mortise_oidc_connection', `oidc-connections/${connection.name}`, {
    ...(spelled({ ...rest, ...endpoints, ...settings }) as Entries),
    attribute_names: attributeNames,
    attribute_mapping: attributeMapping,
    idp: spelled(idp),
  })
}

/** A program whose addresses are paths below `/admin/v1`. */
export const readLive = (service: LiveService): ProgramInput => ({
  ...{ file: service.url, kind: 'live' },
  blocks: [
    ...service.organizations.map((each) =>
      block('mortise_organization', `organizations/${each.name}`, spelled(each) as Entries),
    ),
    ...(service.groups ?? []).map((each) =>
      block(
        'mortise_group',
        `organizations/${each.organization}/groups/${each.name}`,
        spelled(each) as Entries,
      ),
    ),
    ...service.connections.map(connectionBlock),
    ...(service.oidcConnections ?? []).map(oidcConnectionBlock),
    ...service.directories.map((each) =>
      block('mortise_directory', `directories/${each.name}`, spelled(each) as Entries),
    ),
  ],
  providers: [{ name: 'mortise', values: { service_url: service.url }, jsonPath: [] }],
  variables: new Map(),
  outputs: new Map(),
  ...(service.published ? { published: service.published } : {}),
})
