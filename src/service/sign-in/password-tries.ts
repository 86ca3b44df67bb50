/**
 * Guessing one account from many addresses. An account is never locked: whoever can guess could then shut break-glass.
 * Instead, while an account is being guessed at, every address gets fewer tries at it, each its own: strangers use up
 * theirs and nobody else's. Kept in memory, of this process alone: a restart forgets, and so does time.
 */
const minute = 60_000

/** Wrong passwords for an account within an hour, from anywhere, after which tries at it become few. */
const guessedAfter = 30
const hour = 60 * minute

/** What each address then has. */
const fewTries = 3
const fewTriesWindow = 15 * minute

/** Entries kept; the one longest untouched goes first. */
const mostKept = 50_000

interface Count {
  readonly since: number
  readonly tries: number
}

/** Counts within a window that begins with the first try. */
class Counts {
  readonly #counts = new Map<string, Count>()

  constructor(private readonly window: number) {}

  of(key: string, now: number): Count | undefined {
    const count = this.#counts.get(key)
    return count && now - count.since < this.window ? count : undefined
  }

  add(key: string, now: number): void {
    const { since = now, tries = 0 } = this.of(key, now) ?? {}
    this.#counts.delete(key) // put back as the newest
    this.#counts.set(key, { since, tries: tries + 1 })
    const [oldest] = this.#counts.keys()
    if (this.#counts.size > mostKept && oldest !== undefined) this.#counts.delete(oldest)
  }

  forget(key: string): void {
    this.#counts.delete(key)
  }
}

const keyOf = (account: string, address: string): string => `${address} ${account}`

export class PasswordTries {
  readonly #ofAccount = new Counts(hour)
  readonly #ofAddress = new Counts(fewTriesWindow)

  /** @returns seconds this address must wait before it may try this account; 0: it may */
  secondsToWait(account: string, address: string, now: Date): number {
    const time = now.getTime()
    const guessed = this.#ofAccount.of(account, time)
    const own = this.#ofAddress.of(keyOf(account, address), time)
    if (!guessed || !own || guessed.tries < guessedAfter || own.tries < fewTries) return 0
    return Math.ceil((own.since + fewTriesWindow - time) / 1000)
  }

  /** Whether or not there is such an account: who is known here shows in nothing. */
  recordWrong(account: string, address: string, now: Date): void {
    this.#ofAccount.add(account, now.getTime())
    this.#ofAddress.add(keyOf(account, address), now.getTime())
  }

  recordRight(account: string, address: string): void {
    this.#ofAddress.forget(keyOf(account, address))
  }
}
