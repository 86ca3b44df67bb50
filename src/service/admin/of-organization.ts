/** What an organization has by name and was decided as input alone: put and removed alike, whatever it is. */
import type { Managed } from '../store/records.js'
import type { Transaction } from '../store/store.js'
import { notFound, removed } from './answers.js'
import { recordChange } from './changes.js'
import { checkVersion, firstVersion, nextVersion, planPut, type Condition } from './conditions.js'

export interface Key {
  readonly organization: string
  readonly name: string
}

interface Decided<I> extends Managed, Key {
  readonly input: I
}

interface Kept<I> {
  find(organization: string, name: string): Promise<Decided<I> | undefined>
  insert(record: Decided<I>): Promise<boolean>
  replace(record: Decided<I>): Promise<boolean>
  remove(organization: string, name: string): Promise<boolean>
}

/** Where a kind of object is kept, and how it is called. */
export interface Kind<I> {
  readonly in: (tx: Transaction) => Kept<I>
  readonly titled: (key: Key) => string
  readonly pathOf: (key: Key) => string
}

interface Change {
  readonly params: Key
  readonly condition: Condition
  readonly actor: string
}

/**
 * Creates, replaces, or finds it as it is wanted; a change is in the list of changes.
 * @returns what is there now, and 201 also for the create that is sent again
 * @throws Refusal `already-exists` or `version-conflict`
 */
export async function putOfOrganization<I>(
  tx: Transaction,
  kind: Kind<I>,
  { params, body: input, condition, actor }: Change & { readonly body: I },
  at: Date,
): Promise<readonly [record: Decided<I>, status: 200 | 201]> {
  const kept = kind.in(tx)
  const path = kind.pathOf(params)
  const existing = await kept.find(params.organization, params.name)
  const plan = planPut(kind.titled(params), existing, input, condition)
  if (!existing) {
    const created = { ...params, input, ...firstVersion(at, condition) }
    await kept.insert(created)
    await recordChange(tx, { actor, at }, path, { before: null, after: 1 })
    return [created, 201]
  }
  if (plan !== 'replace') return [existing, plan === 'repeat' ? 201 : 200]
  const changed = { ...params, input, ...nextVersion(existing, at) }
  if (!(await kept.replace(changed))) throw new Error('replaced under our hands')
  const versions = { before: existing.version, after: changed.version }
  await recordChange(tx, { actor, at }, path, versions)
  return [changed, 200]
}

/** @throws Refusal `not-found` or `version-conflict` */
export async function removeOfOrganization<I>(
  tx: Transaction,
  kind: Kind<I>,
  { params, condition, actor }: Change,
  at: Date,
): Promise<typeof removed> {
  const kept = kind.in(tx)
  const existing = await kept.find(params.organization, params.name)
  if (!existing) throw notFound(kind.titled(params))
  checkVersion(kind.titled(params), existing, condition)
  await kept.remove(params.organization, params.name)
  const versions = { before: existing.version, after: null }
  await recordChange(tx, { actor, at }, kind.pathOf(params), versions)
  return removed
}
