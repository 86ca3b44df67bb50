/** A directory with all that follows from its preset, and who is calling it. */
import { getPreset, scimEndpoints, type ScimPolicy, type ServicePreset } from '../../core/index.js'
import {
  parseAuthorization,
  resourceTypesOf,
  ScimError,
  type Bearer,
  type Provisions,
  type ResourceType,
} from '../../scim/index.js'
import type { Deps } from '../deps.js'
import { hashOf } from '../sign-in/secrets.js'
import type { DirectoryToken } from '../store/directories.js'

export interface Directory {
  readonly name: string
  readonly organization: string
  /** Whose sign-ins its people come by; null: any connection of the organization. */
  readonly connection: string | null
  readonly preset: ServicePreset
  readonly scim: ScimPolicy
  readonly baseUrl: string
  /** Of `baseUrl`. */
  readonly basePath: string
  readonly provisions: Provisions
  readonly types: readonly ResourceType[]
}

export interface Caller {
  readonly directory: Directory
  readonly token: DirectoryToken
  readonly hint: Bearer['hint']
}

// One sentence for all: which part was wrong is the log's to say, not a stranger's to learn.
const unauthorized = (): ScimError =>
  new ScimError(401, undefined, 'a valid token of this directory is needed')

const expired = (): ScimError =>
  new ScimError(401, undefined, 'the token has expired; create a new one and paste it')

const forbidden = (permission: string): ScimError =>
  new ScimError(403, undefined, `the token lacks the permission ${permission}`)

async function findDirectory({ store, publicUrl }: Deps, name: string): Promise<Directory> {
  const record = await store.directories.find(name)
  const organization = record && (await store.organizations.find(record.input.organization))
  const preset = organization && getPreset(organization.input.preset)
  if (!record || !preset?.scim) throw unauthorized()
  const { scimBaseUrl: baseUrl } = scimEndpoints(publicUrl(), preset.key, name)
  const provisions = preset.scim.groups ? 'usersAndGroups' : 'users'
  return {
    name,
    ...record.input,
    preset,
    scim: preset.scim,
    baseUrl,
    basePath: baseUrl.slice(publicUrl().length),
    provisions,
    types: resourceTypesOf(provisions),
  }
}

/** Directories as they were last found, by name, each for as long as nothing it follows from has changed. */
export class KnownDirectories {
  readonly #known = new Map<string, { readonly revision: string; readonly directory: Directory }>()

  constructor(private readonly deps: Deps) {}

  /** Undefined: to be found anew. */
  at(name: string, revision: string): Directory | undefined {
    const known = this.#known.get(name)
    return known?.revision === revision ? known.directory : undefined
  }

  async find(name: string, revision: string): Promise<Directory> {
    const directory = await findDirectory(this.deps, name)
    this.#known.set(name, { revision, directory })
    return directory
  }
}

/**
 * @param basePath - where the request arrived: a token opens its own directory, at the address its preset has
 * @throws ScimError 401 or 403
 */
export async function authenticate(
  deps: Deps,
  directories: KnownDirectories,
  authorization: string | undefined,
  basePath: string,
): Promise<Caller> {
  const bearer = parseAuthorization(authorization)
  const token = bearer && (await deps.store.directoryTokens.findByHash(hashOf(bearer.token)))
  if (!token) throw unauthorized()
  const directory =
    directories.at(token.directory, token.revision) ??
    (await directories.find(token.directory, token.revision))
  if (directory.basePath !== basePath) throw unauthorized()
  if (token.expiresAt <= deps.now()) throw expired()
  const { permission } = directory.scim
  if (!token.permissions.includes(permission)) throw forbidden(permission)
  return { directory, token, hint: bearer.hint }
}
