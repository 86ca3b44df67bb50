/** The life of a key of ours: next, active, old, retired. Pure: what may follow what, and when. */
import { Refusal } from '../../core/index.js'
import type { SamlKeyRecord } from '../store/records.js'

/** Milliseconds. IdPs that read our metadata do so daily; those that do not are told by a person. */
export const untilKnown = 24 * 60 * 60 * 1000

export type Use = SamlKeyRecord['use']

const refuse = (code: string, detail: string, remedy: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy, source: 'SAML Metadata §2.4.1.1' })

export const knownFrom = ({ createdAt }: SamlKeyRecord): Date =>
  new Date(createdAt.getTime() + untilKnown)

const titled = ({ use, id }: SamlKeyRecord): string => `${use} key "${id}"`

export const keyIn = (
  keys: readonly SamlKeyRecord[],
  use: Use,
  state: SamlKeyRecord['state'],
): SamlKeyRecord | undefined => keys.find((key) => key.use === use && key.state === state)

/** The state a new key begins in: nothing is there to overlap with the first. @throws Refusal `key-pending` */
export function stateOfNew(keys: readonly SamlKeyRecord[], use: Use): 'active' | 'next' {
  const pending = keyIn(keys, use, 'next')
  if (pending) {
    const detail = `${titled(pending)} waits to be activated`
    throw refuse('key-pending', detail, 'Activate or retire it before another is made.')
  }
  return keyIn(keys, use, 'active') ? 'next' : 'active'
}

/**
 * The keys that change when this one is activated.
 * @throws Refusal `key-not-next` or `key-published-too-recently`
 */
export function activated(
  keys: readonly SamlKeyRecord[],
  key: SamlKeyRecord,
  { now, early }: { readonly now: Date; readonly early: boolean },
): readonly SamlKeyRecord[] {
  if (key.state !== 'next') {
    const detail = `${titled(key)} is ${key.state}`
    throw refuse('key-not-next', detail, 'Create a new key, and activate that.')
  }
  if (!early && knownFrom(key) > now) {
    throw refuse(
      'key-published-too-recently',
      `${titled(key)} stands in our metadata since ${key.createdAt.toISOString()}; IdPs may not have read it yet`,
      `Activate it after ${knownFrom(key).toISOString()}, or say early if every IdP has it already.`,
    )
  }
  const before = keyIn(keys, key.use, 'active')
  return [
    // First, so that there are never two active ones.
    ...(before ? [{ ...before, state: 'old' as const }] : []),
    { ...key, state: 'active', activatedAt: now },
  ]
}

/** @throws Refusal `key-active` or `key-retired` */
export function retired(key: SamlKeyRecord, now: Date): SamlKeyRecord {
  if (key.state === 'active') {
    const detail = `${titled(key)} is in use`
    throw refuse('key-active', detail, 'Create the next key and activate it first.')
  }
  if (key.state === 'retired') {
    const detail = `${titled(key)} is retired already`
    throw refuse('key-retired', detail, 'Nothing is left to be done.')
  }
  return { ...key, state: 'retired', retiredAt: now }
}

/** As metadata shows them: what is in use first, then what will be. */
export const published = (keys: readonly SamlKeyRecord[], use: Use): readonly string[] =>
  (['active', 'next'] as const).flatMap((state) => keyIn(keys, use, state)?.certificate ?? [])

/** What may still open what an IdP encrypted: the newest first. */
export const decrypting = (keys: readonly SamlKeyRecord[]): readonly SamlKeyRecord[] =>
  keys.filter(({ use, state }) => use === 'encryption' && state !== 'retired')
