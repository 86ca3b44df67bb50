/** What the practice IdP remembers for a minute or an hour: codes to be redeemed, and access tokens. */
import { randomBytes } from 'node:crypto'
import type { Person } from '../people.js'
import type { OidcMisbehaviour } from './misbehaviours.js'
import type { OidcSignIn } from './request.js'

export interface Grant {
  readonly person: Person
  readonly signIn: OidcSignIn
  readonly misbehaviour: OidcMisbehaviour | undefined
  readonly authTime: Date
}

export interface Grants {
  /** A code for one redemption within a minute. */
  issueCode(grant: Grant): string
  spendCode(code: string | undefined): Grant | undefined
  issueAccessToken(grant: Grant): string
  findAccessToken(token: string | undefined): Grant | undefined
}

const newSecret = (): string => randomBytes(24).toString('base64url')
const maxKept = 10_000

interface Shelf {
  put(grant: Grant): string
  get(key: string): Grant | undefined
  remove(key: string): void
}

function createShelf(lifetimeMs: number, now: () => Date): Shelf {
  const kept = new Map<string, { readonly grant: Grant; readonly until: number }>()
  return {
    put(grant) {
      const key = newSecret()
      const [oldest] = kept.keys()
      if (kept.size >= maxKept && oldest !== undefined) kept.delete(oldest)
      kept.set(key, { grant, until: now().getTime() + lifetimeMs })
      return key
    },
    get(key) {
      const found = kept.get(key)
      return found && found.until > now().getTime() ? found.grant : undefined
    },
    remove: (key) => void kept.delete(key),
  }
}

export function createGrants(now: () => Date): Grants {
  const codes = createShelf(60 * 1000, now)
  const tokens = createShelf(60 * 60 * 1000, now)
  return {
    issueCode: (grant) => codes.put(grant),
    spendCode(code = '') {
      const grant = codes.get(code)
      codes.remove(code)
      return grant
    },
    issueAccessToken: (grant) => tokens.put(grant),
    findAccessToken: (token = '') => tokens.get(token),
  }
}
