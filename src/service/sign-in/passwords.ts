/** Passwords: kept as argon2id, compared in the same time whether or not there is somebody to compare with. */
import { hash, verify } from '@node-rs/argon2'
import { Refusal } from '../../core/index.js'

/** OWASP's second choice of argon2id: 19 MiB, two passes, one lane; about 20 ms. argon2id is the library's default. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Each takes memory and a core: who sends many must not take all of both. */
const atOnce = 2
const waitingAtMost = 50

let running = 0
const waiting: (() => void)[] = []

const busy = (): Refusal =>
  new Refusal({
    code: 'too-many-requests',
    owner: 'caller',
    detail: 'too many passwords are being checked at this moment',
    remedy: 'Wait a moment, then try again.',
  })

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= waitingAtMost) throw busy()
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  running++
  try {
    return await work()
  } finally {
    running--
    waiting.shift()?.()
  }
}

/** @returns with salt and cost, as the PHC string format has it */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(password.normalize('NFC'), cost))

let decoy: Promise<string> | undefined

/**
 * Whether the password is the one behind the hash. Without a hash as much work is done, and the answer is no: the time
 * taken tells nobody who is known here.
 */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password')
  const against = passwordHash ?? (await decoy)
  const matches = await inTurn(() => verify(against, password.normalize('NFC')))
  return matches && passwordHash !== null
}
