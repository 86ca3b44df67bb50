/**
 * What SCIM clients asked, kept for administrators. The row of a change is written in the change's own transaction
 * (`answer.ts`); those of look-ups and of what was refused are gathered here and written within a second, before a log is
 * read, and before the service stops, so that a look-up costs no commit. A process that dies loses that second of them.
 */
import type { Logger } from 'pino'
import type { DirectoryRequest } from '../store/directories.js'
import type { Store } from '../store/store.js'

const second = 1000
const kept = 7 * 24 * 60 * 60 * second
/** As many are written before the second is over. */
const batch = 1_000
/** Beyond this the oldest unwritten entries are dropped: a log must not fill the memory. */
const pendingAtMost = 10_000

export class DirectoryLog {
  #pending: DirectoryRequest[] = []
  #used = new Map<string, Date>()
  #timer: NodeJS.Timeout | undefined
  #sweptAt = 0

  constructor(
    private readonly store: Store,
    private readonly log: Logger,
  ) {}

  record(request: DirectoryRequest, tokenHash: string): void {
    this.#pending.push(request)
    if (this.#pending.length > pendingAtMost) this.#pending.shift()
    this.noteUse(tokenHash, request.at)
    if (this.#pending.length === batch) this.#flushLater()
  }

  /** The token was used, by a request whose row is written already. */
  noteUse(tokenHash: string, at: Date): void {
    this.#used.set(tokenHash, at)
    this.#timer ??= setTimeout(() => this.#flushLater(), second).unref()
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const requests = this.#pending
    const used = this.#used
    if (used.size === 0) return
    this.#pending = []
    this.#used = new Map()
    await this.store.transaction(async (tx) => {
      await tx.directoryRequests.record(requests)
      for (const [tokenHash, at] of used) await tx.directoryTokens.recordUsed(tokenHash, at)
      await this.#sweep(tx, Math.max(...[...used.values()].map((at) => at.getTime())))
    })
  }

  close(): Promise<void> {
    return this.flush()
  }

  #flushLater(): void {
    this.flush().catch((error: unknown) =>
      this.log.error({ err: error }, 'request log not written'),
    )
  }

  async #sweep(tx: Parameters<Parameters<Store['transaction']>[0]>[0], now: number): Promise<void> {
    if (now - this.#sweptAt < 60 * 60 * second) return
    this.#sweptAt = now
    await tx.directoryRequests.removeBefore(new Date(now - kept))
  }
}
