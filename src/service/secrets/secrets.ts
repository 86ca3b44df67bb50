/**
 * Secrets we must be able to say again (a client secret, a private key): encrypted at rest, each under a name that says
 * whose it is. What we only recognise (tokens, passwords) is hashed instead and has no business here.
 */
import { timingSafeEqual } from 'node:crypto'
import { Refusal } from '../../core/index.js'
import type { Reads, Store, Transaction } from '../store/store.js'
import type { SecretKeys } from './keys.js'
import { seal, unseal } from './seal.js'

const noKeys = (): Refusal =>
  new Refusal({
    code: 'secret-key-missing',
    owner: 'sp',
    detail: 'this service has no key to encrypt secrets with, so it keeps none',
    remedy: 'Start it with MORTISE_SECRET_KEYS, or with a data folder it may write its keys to.',
  })

const unreadable = (name: string, keyId: string, isKnown: boolean): Refusal =>
  new Refusal({
    code: 'secret-unreadable',
    owner: 'sp',
    detail: isKnown
      ? `the secret "${name}" was changed in the database, or is not the one of this name`
      : `the secret "${name}" was encrypted under the key ${keyId}, which this service does not have`,
    remedy: isKnown
      ? 'Give the secret again.'
      : 'Put the key back (MORTISE_SECRET_KEYS, or the key file), or give the secret again.',
  })

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

type SecretReads = Pick<Reads, 'secrets'>
type SecretWrites = Pick<Transaction, 'secrets'>

export class Secrets {
  /** @param keys - undefined: nothing can be kept, and asking for it is refused */
  constructor(private readonly keys: SecretKeys | undefined) {}

  /** @throws Refusal `secret-key-missing` */
  async put({ secrets }: SecretWrites, name: string, plain: string): Promise<void> {
    const current = this.#keys().current
    await secrets.put({ name, keyId: current.id, sealed: seal(current, name, plain) })
  }

  /** @returns undefined when there is none. @throws Refusal `secret-key-missing` or `secret-unreadable` */
  async find({ secrets }: SecretReads, name: string): Promise<string | undefined> {
    const found = await secrets.find(name)
    if (!found) return undefined
    const key = this.#keys().all.get(found.keyId)
    const plain = key && unseal(key, name, found.sealed)
    if (plain === undefined) throw unreadable(name, found.keyId, key !== undefined)
    return plain
  }

  /** Is it this one already? One that cannot be read is not. @throws Refusal `secret-key-missing` */
  async isHeld(reads: SecretReads, name: string, plain: string): Promise<boolean> {
    try {
      const found = await this.find(reads, name)
      return found !== undefined && same(found, plain)
    } catch (error) {
      if (Refusal.is(error) && error.finding.code === 'secret-unreadable') return false
      throw error
    }
  }

  /**
   * Rotation: whatever an older key sealed is sealed under the current one, so that the older can go.
   * @returns names that no key opens
   */
  async reseal(store: Store): Promise<readonly string[]> {
    if (!this.keys) return []
    const { id } = this.keys.current
    if ((await store.secrets.namesNotUnder(id)).length === 0) return []
    return store.transaction(async (tx) => {
      const lost: string[] = []
      for (const name of await tx.secrets.namesNotUnder(id)) {
        try {
          await this.put(tx, name, (await this.find(tx, name)) ?? '')
        } catch (error) {
          if (!Refusal.is(error)) throw error
          lost.push(name)
        }
      }
      return lost
    })
  }

  #keys(): SecretKeys {
    if (!this.keys) throw noKeys()
    return this.keys
  }
}
