/** Which app belongs to which connection: by what one says of the other, and only if that is one and no more. */
import type { Value } from '../../program/index.js'
import type { Program } from '../program.js'
import { addressesIn, AppIndex, blocksOf } from './app-index.js'
import type { App } from './app.js'
import { known } from './said.js'
import type { ServiceConnection } from './service.js'

/** What a connection says of its IdP. */
const sources = [
  'idp_metadata_url',
  'idp_metadata_xml',
  'idp_entity_id',
  'idp_sso_url',
  'certificates',
  'client_id',
  'client_secret_wo',
  'issuer',
  'entra_tenant_id',
  'okta_domain',
]

const sourcesOf = (program: Program, { block }: ServiceConnection): readonly Value[] =>
  sources.flatMap((name) => [block.values[name] ?? [], program.get(block, name) ?? []])

/** By reference, through data sources that read the app's metadata, or by a value only this app has. */
function told(program: Program, connection: ServiceConnection, apps: AppIndex): readonly App[] {
  const { block } = connection
  const values = sourcesOf(program, connection)
  const addresses = values.flatMap(addressesIn)
  const readers = addresses
    .filter((address) => address.includes('data.'))
    .flatMap((address) => program.find(address, block) ?? [])
  const further = readers.flatMap((reader) => addressesIn(reader.values))
  const candidates = [...addresses, ...further].flatMap((address) => apps.at(address))
  const referred = candidates.filter((app) =>
    blocksOf(app).some((target) =>
      [...values, ...readers.map(({ values: all }) => all)].some((value) =>
        program.pointsTo(value, target, [], block),
      ),
    ),
  )
  return [...referred, ...values.flatMap((value) => apps.named(value))]
}

/** Okta's entity key, or Entra's client ID, inside a metadata URL, a metadata document or an entity ID. */
function keyed(program: Program, { block }: ServiceConnection, apps: AppIndex): readonly App[] {
  const idp = program.get(block, 'idp')
  const entityId =
    typeof idp === 'object' && idp !== null && 'entity_id' in idp ? idp.entity_id : undefined
  const texts = ['idp_metadata_url', 'idp_metadata_xml', 'idp_entity_id']
    .map((name) => program.get(block, name))
    .concat(entityId)
    .filter((text) => typeof text === 'string')
  return texts.flatMap((text) => apps.keyedIn(text))
}

/** The app refers to the connection, or to a data source of its name. */
function refersBack(
  program: Program,
  { block }: ServiceConnection,
  apps: AppIndex,
): readonly App[] {
  const name = known(program.get(block, 'name'))
  return [...apps.referringTo(block), ...(name === undefined ? [] : apps.referringTo(name))]
}

const ways: readonly ((
  program: Program,
  connection: ServiceConnection,
  apps: AppIndex,
) => readonly App[])[] = [
  told,
  keyed,
  refersBack,
  (_, { endpoints }, apps) => apps.having('audiences', endpoints['sp_entity_id']?.value),
  (_, { endpoints, protocol }, apps) =>
    apps.having('endpoints', endpoints[protocol === 'saml' ? 'acs_url' : 'redirect_uri']?.value),
]

export interface Pair {
  readonly connection: ServiceConnection
  readonly app: App | undefined
}

/** The surest way decides; where it leads to several apps, nobody can tell. */
export function pairsOf(
  program: Program,
  connections: readonly ServiceConnection[],
  all: readonly App[],
): readonly Pair[] {
  const byProtocol = {
    saml: new AppIndex(
      program,
      all.filter(({ protocol }) => protocol === 'saml'),
    ),
    oidc: new AppIndex(
      program,
      all.filter(({ protocol }) => protocol === 'oidc'),
    ),
  }
  return connections.map((connection) => {
    const apps = byProtocol[connection.protocol]
    for (const way of ways) {
      const found = new Set(way(program, connection, apps))
      if (found.size === 1) return { connection, app: [...found][0] }
    }
    return { connection, app: undefined }
  })
}
