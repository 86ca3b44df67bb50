/** Forgets what has served its time, and asks IdPs anew what they say of themselves, at start and every hour. */
import type { Logger } from 'pino'
import { refreshDiscovery } from './connections/oidc-refresh.js'
import type { Deps } from './deps.js'

const hour = 60 * 60 * 1000

/** Days for which sign-in attempts, and what tests say of a person, are kept unless the operator says otherwise. */
export const defaultRetentionDays = 90

async function sweep({ store, now }: Deps, retentionDays: number): Promise<void> {
  const time = now()
  const attemptsBefore = new Date(time.getTime() - retentionDays * 24 * hour)
  await store.transaction((tx) => tx.removeExpired(time, attemptsBefore))
}

/**
 * @param retentionDays - how long what speaks of persons is kept
 * @returns what stops it
 */
export function keepHouse(deps: Deps, log: Logger, retentionDays: number): () => void {
  const run = (): void => {
    sweep(deps, retentionDays)
      .then(() => refreshDiscovery(deps, log))
      .catch((error: unknown) => log.error({ err: error }, 'housekeeping failed'))
  }
  run()
  const timer = setInterval(run, hour)
  timer.unref()
  return () => clearInterval(timer)
}
