/** One reading of an IdP's metadata in the background: asked, judged, and applied, held or noted as failed. */
import { Refusal, samlPolicyFor, type Finding } from '../../core/index.js'
import { durationOf, parseIdpMetadata, type IdpMetadata } from '../../saml/index.js'
import { idpFactsOf, checkPinned } from '../admin/idp-source.js'
import { recordChange } from '../admin/changes.js'
import type { Deps } from '../deps.js'
import type { HeldMetadata, MetadataReading, SamlConnectionRecord } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import { judge } from './judge.js'
import { nextReadingAt } from './schedule.js'

/** Who the record of changes names for what nobody did by hand. */
export const refreshActor = 'metadata-refresh'

export type Refreshed = 'same' | 'changed' | 'held' | 'failed' | 'gone'

export const metadataPath = (name: string): string => `saml-connections/${name}/metadata`

/** As much of the service as reading in the background needs. */
export type RefreshDeps = Pick<Deps, 'store' | 'now' | 'readDocument'>

type Read = { readonly metadata: IdpMetadata } | { readonly finding: Finding }

async function read(
  { readDocument, now }: RefreshDeps,
  { idp }: SamlConnectionRecord,
  url: string,
): Promise<Read> {
  try {
    const xml = await readDocument(url)
    return { metadata: parseIdpMetadata(xml, { now: now(), entityId: idp.entityId }) }
  } catch (error) {
    if (!Refusal.is(error)) throw error
    return { finding: error.finding }
  }
}

const blank = (connection: string): MetadataReading => ({
  ...{ connection, nextAt: new Date(0), failures: 0, readAt: null, finding: null },
  ...{ held: null, rejectedDigest: null },
})

/** The IdP's new word becomes what the connection trusts: a new version, like any other change. */
export async function applyIdp(
  tx: Transaction,
  record: SamlConnectionRecord,
  idp: SamlConnectionRecord['idp'],
  by: { readonly actor: string; readonly at: Date; readonly note: string },
): Promise<void> {
  const { actor, at, note } = by
  const version = record.version + 1
  if (!(await tx.samlConnections.replace({ ...record, idp, version, updatedAt: at })))
    throw new Error('replaced under our hands')
  const versions = { before: record.version, after: version }
  await recordChange(tx, { actor, at }, metadataPath(record.name), versions, note)
}

async function hold(
  tx: Transaction,
  before: MetadataReading,
  held: HeldMetadata,
  { version, name }: SamlConnectionRecord,
): Promise<MetadataReading> {
  const isNew = before.held?.digest !== held.digest && before.rejectedDigest !== held.digest
  if (isNew) {
    const versions = { before: version, after: version }
    const by = { actor: refreshActor, at: held.at }
    await recordChange(tx, by, metadataPath(name), versions, `held: ${held.note}`)
  }
  // What was rejected is not shown as waiting again, however often it comes.
  return { ...before, held: before.rejectedDigest === held.digest ? null : held }
}

interface Outcome {
  readonly kind: Refreshed
  readonly reading: MetadataReading
}

async function take(
  tx: Transaction,
  before: MetadataReading,
  record: SamlConnectionRecord,
  metadata: IdpMetadata,
  at: Date,
): Promise<Outcome> {
  const idp = idpFactsOf(metadata, at)
  checkPinned(record, record.input, idp)
  const judged = judge(record.idp, idp, samlPolicyFor(record.input.policy))
  const reading = { ...before, failures: 0, finding: null, readAt: at }
  if (judged.kind === 'same') {
    await tx.samlConnections.recordReading(record.name, at)
    return { kind: 'same', reading: { ...reading, held: null } }
  }
  const { note } = judged
  if (judged.kind === 'held') {
    const held = { idp, at, note, digest: judged.digest }
    return { kind: 'held', reading: await hold(tx, reading, held, record) }
  }
  await applyIdp(tx, record, idp, { actor: refreshActor, at, note })
  return { kind: 'changed', reading: { ...reading, held: null } }
}

async function taken(
  tx: Transaction,
  before: MetadataReading,
  record: SamlConnectionRecord,
  came: Read,
  at: Date,
): Promise<Outcome> {
  try {
    if ('metadata' in came) return await take(tx, before, record, came.metadata, at)
    throw new Refusal(came.finding)
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const failures = before.failures + 1
    return { kind: 'failed', reading: { ...before, failures, finding: error.finding } }
  }
}

const cacheDurationOf = (came: Read): number | undefined =>
  'metadata' in came ? durationOf(came.metadata.cacheDuration ?? '') : undefined

/** Reads and judges now, whatever the schedule says. @param random - 0 to 1, for the next time */
export async function refreshConnection(
  deps: RefreshDeps,
  name: string,
  random = Math.random(),
): Promise<Refreshed> {
  const asked = await deps.store.samlConnections.find(name)
  const url = asked?.input.idpMetadataUrl ?? null
  if (!asked || url === null) return 'gone'
  const came = await read(deps, asked, url)
  const at = deps.now()
  return deps.store.transaction(async (tx) => {
    const record = await tx.samlConnections.find(name)
    // Pointed elsewhere while we asked: what came is no word about what it trusts now.
    if (record?.input.idpMetadataUrl !== url) return 'gone'
    const before = (await tx.metadataReadings.find(name)) ?? blank(name)
    const { kind, reading } = await taken(tx, before, record, came, at)
    const validUntil = 'metadata' in came ? came.metadata.validUntil : undefined
    const { failures } = reading
    const cacheDuration = cacheDurationOf(came)
    const nextAt = nextReadingAt({ now: at, failures, cacheDuration, validUntil, random })
    await tx.metadataReadings.put({ ...reading, nextAt })
    return kind
  })
}
