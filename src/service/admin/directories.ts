/** Directories, as the admin API manages them: capabilities and base URL follow from the organization's preset. */
import type { DirectoryBody, DirectoryRequest } from '../../admin-api/index.js'
import { Refusal, scimEndpoints, getPreset } from '../../core/index.js'
import type { Deps } from '../deps.js'
import type { DirectoryRecord } from '../store/directories.js'
import type { Reads } from '../store/store.js'
import { notFound, ok, pageOf, removed, versioned, type Handlers } from './answers.js'
import { recordChange } from './changes.js'
import { checkVersion, firstVersion, nextVersion, planPut } from './conditions.js'
import { openConnections } from '../connections/circumstances.js'

type DirectoryHandlers = Pick<
  Handlers,
  | 'listDirectories'
  | 'getDirectory'
  | 'putDirectory'
  | 'deleteDirectory'
  | 'listDirectoryRequests'
  | 'listDirectoryDecisions'
>
type Input = DirectoryRecord['input']

const titled = (name: string): string => `directory "${name}"`

const organizationMissing = (name: string): Refusal =>
  new Refusal({
    code: 'organization-missing',
    owner: 'caller',
    detail: `there is no organization "${name}"`,
    remedy: 'Create the organization first.',
    path: 'organization',
  })

const organizationFixed = (record: DirectoryRecord): Refusal =>
  new Refusal({
    code: 'organization-fixed',
    owner: 'caller',
    detail: `${titled(record.name)} belongs to organization "${record.input.organization}", which never changes`,
    remedy: 'Keep the organization, or make a directory of another name.',
    path: 'organization',
  })

const connectionNeeded = ({ organization, connection }: Input, source: string): Refusal =>
  new Refusal({
    code: 'connection-needed',
    owner: 'caller',
    detail: connection
      ? `organization "${organization}" has no working connection "${connection}"`
      : `organization "${organization}" has no working connection`,
    remedy: 'Make SSO work first; then switch SCIM on.',
    source,
    path: 'connection',
  })

async function presetOf(reads: Reads, organization: string): Promise<string> {
  const found = await reads.organizations.find(organization)
  if (!found) throw organizationMissing(organization)
  return found.input.preset
}

/** @throws Refusal `organization-missing`, `directory-unsupported` or `connection-needed` (T60) */
async function check(reads: Reads, publicUrl: string, name: string, input: Input): Promise<void> {
  const preset = await presetOf(reads, input.organization)
  scimEndpoints('', preset, name)
  // T60: a connection works when it carries sign-ins: tested as it is, or overridden for a reason that is on record.
  const open = await openConnections(reads, publicUrl, input.organization)
  if (input.connection === null ? open.length > 0 : open.includes(input.connection)) return
  throw connectionNeeded(input, getPreset(preset).scim?.source.working ?? '')
}

async function bodyOf(
  { store, publicUrl }: Deps,
  record: DirectoryRecord,
  reads: Reads = store,
): Promise<DirectoryBody> {
  const preset = await presetOf(reads, record.input.organization)
  const { scim } = getPreset(preset)
  if (!scim) throw new Error(`preset ${preset} has a directory without SCIM`)
  const { groups, created, deactivated, deleted, permission } = scim
  return {
    name: record.name,
    ...record.input,
    preset,
    baseUrl: scimEndpoints(publicUrl(), preset, record.name).scimBaseUrl,
    capabilities: { groups, import: scim.import, created, deactivated, deleted, permission },
    version: record.version,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }
}

/** What came to a directory, and what it came to. */
const recordHandlers = (
  deps: Deps,
): Pick<DirectoryHandlers, 'listDirectoryRequests' | 'listDirectoryDecisions'> => ({
  listDirectoryRequests: async ({ params: { directory }, query: { limit = 100 } }) => {
    if (!(await deps.store.directories.find(directory))) throw notFound(titled(directory))
    await deps.directoryLog.flush()
    const requests = await deps.store.directoryRequests.list(directory, limit)
    return ok({
      items: requests.map(({ directory: _, at, dialects, ...entry }): DirectoryRequest => ({
        ...entry,
        at: at.toISOString(),
        dialects: [...dialects],
      })),
    })
  },

  listDirectoryDecisions: async ({ params: { directory }, query: { limit = 100, user } }) => {
    if (!(await deps.store.directories.find(directory))) throw notFound(titled(directory))
    const decisions = await deps.store.directoryDecisions.list({ directory, user, limit })
    return ok({
      items: decisions.map(({ user: id, at, cause, trace }) => ({
        ...{ user: id, at: at.toISOString(), cause, trace: [...trace] },
      })),
    })
  },
})

export function directoryHandlers(deps: Deps): DirectoryHandlers {
  const { store, now } = deps
  return {
    listDirectories: async ({ query }) => {
      const { records, next } = await pageOf(query, (page) => store.directories.list(page))
      return ok({ items: await Promise.all(records.map((one) => bodyOf(deps, one))), next })
    },

    getDirectory: async ({ params: { name } }) => {
      const record = await store.directories.find(name)
      if (!record) throw notFound(titled(name))
      return versioned(await bodyOf(deps, record))
    },

    putDirectory: async ({ params: { name }, body, condition, actor }) => {
      const input = { organization: body.organization, connection: body.connection ?? null }
      const at = now()
      return store.transaction(async (tx) => {
        const existing = await tx.directories.find(name)
        const plan = planPut(titled(name), existing, input, condition)
        if (existing && plan !== 'replace')
          return versioned(await bodyOf(deps, existing, tx), plan === 'repeat' ? 201 : 200)
        if (existing && existing.input.organization !== input.organization)
          throw organizationFixed(existing)
        await check(tx, deps.publicUrl(), name, input)
        const managed = existing ? nextVersion(existing, at) : firstVersion(at, condition)
        const record = { name, input, ...managed }
        const isWritten = existing
          ? await tx.directories.replace(record)
          : await tx.directories.insert(record)
        if (!isWritten) throw new Error('replaced under our hands')
        const versions = { before: existing?.version ?? null, after: record.version }
        await recordChange(tx, { actor, at }, `directories/${name}`, versions)
        return versioned(await bodyOf(deps, record, tx), existing ? 200 : 201)
      })
    },

    deleteDirectory: async ({ params: { name }, condition, actor }) =>
      store.transaction(async (tx) => {
        const existing = await tx.directories.find(name)
        if (!existing) throw notFound(titled(name))
        checkVersion(titled(name), existing, condition)
        await tx.directories.remove(name)
        const versions = { before: existing.version, after: null }
        await recordChange(tx, { actor, at: now() }, `directories/${name}`, versions)
        return removed
      }),

    ...recordHandlers(deps),
  }
}
