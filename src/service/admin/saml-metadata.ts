/** The IdP metadata of a connection, as the admin API shows and decides on it. */
import type { SamlMetadataBody } from '../../admin-api/index.js'
import { Refusal } from '../../core/index.js'
import type { Deps } from '../deps.js'
import { applyIdp, metadataPath, refreshConnection } from '../idp-metadata/refresh.js'
import type { HeldMetadata, MetadataReading, SamlConnectionRecord } from '../store/records.js'
import type { Reads } from '../store/store.js'
import { notFound, ok, type Handlers } from './answers.js'
import { recordChange } from './changes.js'

type MetadataHandlers = Pick<
  Handlers,
  'getSamlMetadata' | 'refreshSamlMetadata' | 'approveSamlMetadata' | 'rejectSamlMetadata'
>

const heldBody = ({ digest, at, note, idp }: HeldMetadata): SamlMetadataBody['held'] => ({
  ...{ digest, note, since: at.toISOString() },
  idp: { ...idp, certificates: [...idp.certificates] },
})

function bodyOf(
  { name, input, idp }: SamlConnectionRecord,
  reading: MetadataReading | undefined,
): SamlMetadataBody {
  return {
    connection: name,
    url: input.idpMetadataUrl,
    readAt: reading?.readAt?.toISOString() ?? idp.readAt,
    nextReadAt: reading?.nextAt.toISOString() ?? null,
    failures: reading?.failures ?? 0,
    finding: reading?.finding ?? null,
    held: reading?.held ? heldBody(reading.held) : null,
  }
}

type ConnectionReads = Pick<Reads, 'samlConnections' | 'metadataReadings'>

async function recordOf({ samlConnections }: ConnectionReads, name: string) {
  const record = await samlConnections.find(name)
  if (record) return record
  throw notFound(`SAML connection "${name}"`)
}

const shown = async (reads: ConnectionReads, name: string): Promise<SamlMetadataBody> =>
  bodyOf(await recordOf(reads, name), await reads.metadataReadings.find(name))

const notHeld = (digest: string, held: HeldMetadata | null | undefined): Refusal =>
  new Refusal({
    code: 'metadata-not-held',
    owner: 'caller',
    detail: held
      ? `what is held is ${held.digest}, not ${digest}: it has changed since you looked`
      : 'no metadata is held',
    remedy: 'Look at what is held now, and decide on that.',
    path: 'digest',
  })

async function heldOf(reads: ConnectionReads, name: string, digest: string) {
  const record = await recordOf(reads, name)
  const reading = await reads.metadataReadings.find(name)
  const held = reading?.held
  if (!held || held.digest !== digest) throw notHeld(digest, held)
  return { record, reading, held }
}

const notByUrl = (name: string): Refusal =>
  new Refusal({
    code: 'metadata-not-by-url',
    owner: 'caller',
    detail: `the IdP of "${name}" was told by XML or by hand: there is nothing to read`,
    remedy: 'Give the connection idpMetadataUrl, or change what it was given.',
  })

export function samlMetadataHandlers(deps: Deps): MetadataHandlers {
  const { store, now } = deps
  return {
    getSamlMetadata: async ({ params: { name } }) => ok(await shown(store, name)),

    refreshSamlMetadata: async ({ params: { name } }) => {
      const { input } = await recordOf(store, name)
      if (input.idpMetadataUrl === null) throw notByUrl(name)
      await refreshConnection(deps, name)
      return ok(await shown(store, name))
    },

    approveSamlMetadata: async ({ params: { name }, body: { digest }, actor }) => {
      const at = now()
      return store.transaction(async (tx) => {
        const { record, reading, held } = await heldOf(tx, name, digest)
        await applyIdp(tx, record, held.idp, { actor, at, note: `approved: ${held.note}` })
        await tx.metadataReadings.put({ ...reading, held: null, rejectedDigest: null })
        return ok(await shown(tx, name))
      })
    },

    rejectSamlMetadata: async ({ params: { name }, body: { digest }, actor }) => {
      const at = now()
      return store.transaction(async (tx) => {
        const { record, reading, held } = await heldOf(tx, name, digest)
        const versions = { before: record.version, after: record.version }
        const note = `rejected: ${held.note}`
        await recordChange(tx, { actor, at }, metadataPath(name), versions, note)
        await tx.metadataReadings.put({ ...reading, held: null, rejectedDigest: digest })
        return ok(await shown(tx, name))
      })
    },
  }
}
