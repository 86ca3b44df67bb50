/** Which app belongs to which connection: by what one says of the other, and only if that is one and no more. */
import { addressIn, referencesIn, type Value } from '../../program/index.js'
import { compare } from '../compare.js'
import type { Program } from '../program.js'
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

/** By what an app is known in a connection's source, where it is no reference. */
const appNames = [
  'metadata',
  'metadata_url',
  'entity_url',
  'client_id',
  'certificate',
  'saml_metadata_url',
]

/** By what Okta and Entra name the app inside their URLs. */
const keyNames = ['entity_key', 'client_id', 'application_id']

const plain = (address: string): string => address.replace(/\[[^\]]*\]/g, '')

const addressesIn = (value: Value | undefined): readonly string[] =>
  referencesIn(value).flatMap((reference) => addressIn(reference)?.address ?? [])

class Apps {
  readonly #byAddress = new Map<string, App[]>()
  readonly #byName = new Map<string, App[]>()

  constructor(readonly all: readonly App[]) {
    for (const app of all) {
      for (const block of [app.block, ...app.parts]) {
        push(this.#byAddress, plain(block.address), app)
        for (const name of appNames) {
          const value = known(block.values[name])
          if (value) push(this.#byName, value, app)
        }
      }
    }
  }

  at(address: string): readonly App[] {
    return this.#byAddress.get(plain(address)) ?? []
  }

  named(value: Value | undefined): readonly App[] {
    return typeof value === 'string' ? (this.#byName.get(value) ?? []) : []
  }
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key)
  if (list) list.push(item)
  else map.set(key, [item])
}

const sourcesOf = (program: Program, { block }: ServiceConnection): readonly Value[] =>
  sources.flatMap((name) => [block.values[name] ?? [], program.get(block, name) ?? []])

/** By reference, through data sources that read the app's metadata, or by a value only this app has. */
function told(program: Program, connection: ServiceConnection, apps: Apps): readonly App[] {
  const { block } = connection
  const values = sourcesOf(program, connection)
  const addresses = values.flatMap(addressesIn)
  const readers = addresses
    .filter((address) => address.includes('data.'))
    .flatMap((address) => program.find(address, block) ?? [])
  const further = readers.flatMap((reader) => addressesIn(reader.values))
  const candidates = [...addresses, ...further].flatMap((address) => apps.at(address))
  const referred = candidates.filter((app) =>
    [app.block, ...app.parts].some((target) =>
      [...values, ...readers.map(({ values: all }) => all)].some((value) =>
        program.pointsTo(value, target, [], block),
      ),
    ),
  )
  return [...referred, ...values.flatMap((value) => apps.named(value))]
}

/** Okta's entity key, or Entra's client ID, inside a metadata URL, a metadata document or an entity ID. */
function keyed(program: Program, { block }: ServiceConnection, apps: Apps): readonly App[] {
  const idp = program.get(block, 'idp')
  const entityId =
    typeof idp === 'object' && idp !== null && 'entity_id' in idp ? idp.entity_id : undefined
  const texts = ['idp_metadata_url', 'idp_metadata_xml', 'idp_entity_id']
    .map((name) => program.get(block, name))
    .concat(entityId)
    .filter((text) => typeof text === 'string')
  if (texts.length === 0) return []
  return apps.all.filter((app) =>
    keyNames.some((name) => {
      const key = known(app.block.values[name])
      return key !== undefined && key.length > 8 && texts.some((text) => text.includes(key))
    }),
  )
}

/** The app refers to the connection, or to a data source of its name. */
function refersBack(program: Program, connection: ServiceConnection, apps: Apps): readonly App[] {
  const { block } = connection
  const name = known(program.get(block, 'name'))
  return apps.all.filter((app) =>
    [app.block, ...app.parts].some((from) =>
      addressesIn(from.values).some((address) => {
        const target = program.find(address, from)
        if (target === block) return true
        const isProvider = target?.type === 'mortise_service_provider'
        return isProvider && name !== undefined && program.get(target, 'name') === name
      }),
    ),
  )
}

const same = (
  own: Value | undefined,
  theirs: readonly { readonly value: Value }[] | undefined,
): boolean =>
  own !== undefined && (theirs?.some(({ value }) => compare(value, own) === 'same') ?? false)

const sharesAudience = (connection: ServiceConnection, apps: Apps): readonly App[] =>
  apps.all.filter(
    (app) =>
      app.protocol === 'saml' && same(connection.endpoints['sp_entity_id']?.value, app.audiences),
  )

const sharesEndpoint = (connection: ServiceConnection, apps: Apps): readonly App[] =>
  apps.all.filter((app) =>
    app.protocol === 'saml'
      ? same(connection.endpoints['acs_url']?.value, app.acsUrls)
      : same(connection.endpoints['redirect_uri']?.value, app.redirectUris),
  )

const ways: readonly ((
  program: Program,
  connection: ServiceConnection,
  apps: Apps,
) => readonly App[])[] = [
  told,
  keyed,
  refersBack,
  (_, connection, apps) => sharesAudience(connection, apps),
  (_, connection, apps) => sharesEndpoint(connection, apps),
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
    saml: new Apps(all.filter(({ protocol }) => protocol === 'saml')),
    oidc: new Apps(all.filter(({ protocol }) => protocol === 'oidc')),
  }
  return connections.map((connection) => {
    const apps = byProtocol[connection.protocol]
    for (const way of ways) {
      const found = new Set(apps.all.length > 0 ? way(program, connection, apps) : [])
      if (found.size === 1) return { connection, app: [...found][0] }
    }
    return { connection, app: undefined }
  })
}
