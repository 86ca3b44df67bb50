/** Tokens of a directory: the value leaves once, in the answer that creates it; kept is its hash. Two may live at a time, for rotation. */
import type { DirectoryTokenBody } from '../../admin-api/index.js'
import { getPreset, Refusal } from '../../core/index.js'
import type { Deps } from '../deps.js'
import { hashOf, newToken } from '../sign-in/secrets.js'
import type { DirectoryToken } from '../store/directories.js'
import type { Reads } from '../store/store.js'
import { notFound, ok, removed, type Handlers } from './answers.js'
import { recordChange } from './changes.js'

type TokenHandlers = Pick<
  Handlers,
  'listDirectoryTokens' | 'getDirectoryToken' | 'putDirectoryToken' | 'deleteDirectoryToken'
>
type Key = { readonly directory: string; readonly name: string }

const day = 24 * 60 * 60 * 1000
const defaultDays = 365
/** The one in use, and the one that replaces it. */
const livingAtMost = 2

const titled = ({ directory, name }: Key): string => `token "${name}" of directory "${directory}"`
const pathOf = ({ directory, name }: Key): string => `directories/${directory}/tokens/${name}`

const bodyOf = (token: DirectoryToken): DirectoryTokenBody => ({
  directory: token.directory,
  name: token.name,
  permissions: [...token.permissions],
  fingerprint: token.tokenHash.slice(0, 8),
  createdAt: token.createdAt.toISOString(),
  expiresAt: token.expiresAt.toISOString(),
  lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
})

const exists = (key: Key): Refusal =>
  new Refusal({
    code: 'already-exists',
    owner: 'caller',
    detail: `${titled(key)} exists already; a token never changes and is never shown again`,
    remedy: 'Create one of another name and revoke this one when it is in use.',
  })

const tooMany = ({ directory }: Key, living: readonly DirectoryToken[]): Refusal =>
  new Refusal({
    code: 'too-many-tokens',
    owner: 'caller',
    detail: `directory "${directory}" has ${living.length} living tokens: ${living.map(({ name }) => name).join(', ')}`,
    remedy: 'Revoke the one no longer in use first.',
    source: 'T53',
  })

const valueTaken = (): Refusal =>
  new Refusal({
    code: 'invalid-input',
    owner: 'caller',
    detail: 'value is, or was, that of another token',
    remedy: 'Make a new random value for every token.',
    path: 'value',
  })

/** @throws Refusal `not-found`; the permission its preset asks for */
async function permissionOf(reads: Reads, directory: string): Promise<string> {
  const record = await reads.directories.find(directory)
  const organization = record && (await reads.organizations.find(record.input.organization))
  if (!organization) throw notFound(`directory "${directory}"`, 'directory')
  const { scim } = getPreset(organization.input.preset)
  if (!scim) throw new Error(`directory "${directory}" without SCIM`)
  return scim.permission
}

async function findToken(reads: Reads, key: Key): Promise<DirectoryToken> {
  await permissionOf(reads, key.directory)
  const tokens = await reads.directoryTokens.list(key.directory)
  const token = tokens.find(({ name }) => name === key.name)
  if (token) return token
  throw notFound(titled(key))
}

/** What stands in the way of a new token. One whose answer was lost makes room for its repetition, with a new value. */
async function makeRoom(
  reads: Reads,
  key: Key,
  creationKey: string | null,
  now: Date,
): Promise<'free' | 'repeat'> {
  const tokens = await reads.directoryTokens.list(key.directory)
  const same = tokens.find(({ name }) => name === key.name)
  if (same && creationKey !== null && same.creationKey === creationKey && !same.lastUsedAt)
    return 'repeat'
  if (same) throw exists(key)
  const living = tokens.filter(({ expiresAt }) => expiresAt > now)
  if (living.length >= livingAtMost) throw tooMany(key, living)
  return 'free'
}

export function directoryTokenHandlers({ store, now }: Deps): TokenHandlers {
  return {
    listDirectoryTokens: async ({ params: { directory } }) => {
      await permissionOf(store, directory)
      return ok({ items: (await store.directoryTokens.list(directory)).map(bodyOf) })
    },

    getDirectoryToken: async ({ params }) => ok(bodyOf(await findToken(store, params))),

    putDirectoryToken: async ({ params, body, condition: { creationKey }, actor }) => {
      const at = now()
      const value = body.value ?? newToken()
      return store.transaction(async (tx) => {
        const permission = await permissionOf(tx, params.directory)
        const room = await makeRoom(tx, params, creationKey, at)
        if (room === 'repeat') await tx.directoryTokens.remove(params.directory, params.name)
        if (await tx.directoryTokens.findByHash(hashOf(value))) throw valueTaken()
        const token = {
          ...params,
          tokenHash: hashOf(value),
          permissions: body.permissions ?? [permission],
          createdAt: at,
          expiresAt: new Date(at.getTime() + (body.expiresInDays ?? defaultDays) * day),
          lastUsedAt: null,
          creationKey,
        }
        await tx.directoryTokens.insert(token)
        await recordChange(tx, { actor, at }, pathOf(params), { before: null, after: 1 })
        const shown = { ...bodyOf(token), value: body.value === undefined ? value : null }
        return { status: 201, body: shown }
      })
    },

    deleteDirectoryToken: async ({ params, actor }) =>
      store.transaction(async (tx) => {
        await findToken(tx, params)
        await tx.directoryTokens.remove(params.directory, params.name)
        await recordChange(tx, { actor, at: now() }, pathOf(params), { before: 1, after: null })
        return removed
      }),
  }
}
