/** Forgets what has served its time, at start and every hour. */
import type { Logger } from 'pino'
import type { Deps } from './deps.js'

const hour = 60 * 60 * 1000
const attemptsKept = 90 * 24 * hour

async function sweep({ store, now }: Deps): Promise<void> {
  const time = now()
  const attemptsBefore = new Date(time.getTime() - attemptsKept)
  await store.transaction((tx) => tx.removeExpired(time, attemptsBefore))
}

/** @returns what stops it */
export function keepHouse(deps: Deps, log: Logger): () => void {
  const run = (): void => {
    sweep(deps).catch((error: unknown) => log.error({ err: error }, 'housekeeping failed'))
  }
  run()
  const timer = setInterval(run, hour)
  timer.unref()
  return () => clearInterval(timer)
}
