/** Passwords: kept as argon2id, compared in the same time whether or not there is somebody to compare with. */
import { hash, verify } from '@node-rs/argon2'
import { Refusal } from '../../core/index.js'

/** OWASP's second choice of argon2id: 19 MiB, two passes, one lane; about 20 ms. argon2id is the library's default. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/**
 * Each takes memory and a core: who sends many must not take all of both. Strangers wait behind those who are known: an
 * administrator in a browser they have used before, and whoever sets a password by the admin API.
 */
const atOnce = 2
const waitingAtMost = 50

export type Lane = 'known' | 'stranger'

let running = 0
const waiting: Readonly<Record<Lane, (() => void)[]>> = { known: [], stranger: [] }

const busy = (): Refusal =>
  new Refusal({
    code: 'too-many-requests',
    owner: 'caller',
    detail: 'too many passwords are being checked at this moment',
    remedy: 'Wait a moment, then try again.',
  })

async function inTurn<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
  if (waiting[lane].length >= waitingAtMost) throw busy()
  if (running >= atOnce) await new Promise<void>((resolve) => waiting[lane].push(resolve))
  running++
  try {
    return await work()
  } finally {
    running--
    const next = waiting.known.shift() ?? waiting.stranger.shift()
    next?.()
  }
}

/** @returns with salt and cost, as the PHC string format has it */
export const hashPassword = (password: string): Promise<string> =>
  inTurn('known', () => hash(password.normalize('NFC'), cost))

let decoy: Promise<string> | undefined

/** What a password is compared with: where there is nothing, something that costs as much. */
export async function comparedWith(passwordHash: string | null): Promise<string> {
  decoy ??= hashPassword('nobody has this password')
  return passwordHash ?? (await decoy)
}

/**
 * Whether the password is the one behind the hash. Without a hash as much work is done, and the answer is no: the time
 * taken tells nobody who is known here.
 * @throws Refusal `too-many-requests`
 */
export async function isPassword(
  passwordHash: string | null,
  password: string,
  lane: Lane = 'stranger',
): Promise<boolean> {
  const against = await comparedWith(passwordHash)
  const matches = await inTurn(lane, () => verify(against, password.normalize('NFC')))
  return matches && passwordHash !== null
}
