/** Metadata read in the background: whatever is due, each by one process, a few at a time. */
import type { Logger } from 'pino'
import { refreshConnection, type RefreshDeps } from './refresh.js'
import { firstReadingAt } from './schedule.js'

const minute = 60_000
/** A process that dies while reading leaves it to the others after this. */
const lease = 2 * minute
const atOnce = 4
const atMost = 40

/** The due ones, taken so that no other process takes them. */
function claim({ store, now }: RefreshDeps): Promise<readonly string[]> {
  const at = now()
  return store.transaction((tx) =>
    tx.metadataReadings.claim({
      now: at,
      until: new Date(at.getTime() + lease),
      firstAt: firstReadingAt(at, Math.random()),
      limit: atMost,
    }),
  )
}

async function refreshOne(deps: RefreshDeps, log: Logger, connection: string): Promise<void> {
  try {
    const outcome = await refreshConnection(deps, connection)
    if (outcome === 'same' || outcome === 'gone') return
    const level = outcome === 'changed' ? 'info' : 'warn'
    log[level]({ connection, outcome }, 'IdP metadata')
  } catch (error) {
    log.error({ err: error, connection }, 'reading IdP metadata failed')
  }
}

/** Reads what is due. @returns how many were */
export async function refreshDue(deps: RefreshDeps, log: Logger): Promise<number> {
  const due = await claim(deps)
  const queue = [...due]
  const worker = async (): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift())
      await refreshOne(deps, log, name)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, due.length) }, worker))
  return due.length
}

/** Every minute, until stopped. @returns what stops it; it waits for what is being read */
export function keepMetadata(deps: RefreshDeps, log: Logger): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  let isIdle = true
  const tick = (): void => {
    if (!isIdle) return
    isIdle = false
    running = refreshDue(deps, log)
      .catch((error: unknown) => log.error({ err: error }, 'refreshing IdP metadata failed'))
      .finally(() => (isIdle = true))
  }
  const timer = setInterval(tick, minute)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}
