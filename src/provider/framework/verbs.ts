/** Running one of the provider author's functions: with a signal that aborts in time, and so that nothing it throws escapes. */
import { DiagnosticError, error, type Diagnostic } from './diagnostics.js'
import type { Log } from './resource.js'
import type { Stopper } from './stopper.js'

export interface Run {
  /** For the user: "create mortise_organization". */
  readonly what: string
  readonly milliseconds: number
  /** Aborts on StopProvider, and when the caller went away. */
  readonly stop: Stopper
  readonly log: Log
}

export interface Outcome<T> {
  /** Undefined when it failed. */
  readonly value: T | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** One for all: making an error costs more than the rest of a short call. */
const timeUp = new Error('time is up')

export async function run<T>(
  { what, milliseconds, stop, log }: Run,
  verb: (call: { signal: AbortSignal; report: (diagnostic: Diagnostic) => void }) => T | Promise<T>,
): Promise<Outcome<T>> {
  const reported: Diagnostic[] = []
  // One controller for both ends: AbortSignal.any() costs more than the rest of this function.
  const controller = new AbortController()
  const { deserted, watch } = desertion()
  const abort = (why: Error) => {
    controller.abort(why)
    watch()
  }
  const timeout = setTimeout(() => abort(timeUp), milliseconds)
  const forget = stop.onStop(() => abort(new Error('Terraform was interrupted')))
  try {
    const report = (diagnostic: Diagnostic) => void reported.push(diagnostic)
    const { signal } = controller
    const value = await Promise.race([verb({ signal, report }), deserted])
    return { value, diagnostics: reported }
  } catch (thrown) {
    if (!(thrown instanceof DiagnosticError)) log('error', `${what} threw: ${stackOf(thrown)}`)
    const found = explain(thrown, what, {
      timedOut: controller.signal.reason === timeUp,
      milliseconds,
      stopped: stop.isStopped,
    })
    return { value: undefined, diagnostics: [...reported, ...found] }
  } finally {
    clearTimeout(timeout)
    forget()
  }
}

/** A verb that ignores its signal must not hold Terraform for ever; one that heeds it gets time to say what it left behind. */
function desertion(): { readonly deserted: Promise<never>; readonly watch: () => void } {
  let give: (reason: Error) => void
  const deserted = new Promise<never>((_, reject) => void (give = reject))
  const giveUp = () => give(new Error('the verb ignored its signal'))
  return { deserted, watch: () => void setTimeout(giveUp, grace).unref() }
}

const grace = 5_000

interface Circumstances {
  readonly timedOut: boolean
  readonly stopped: boolean
  readonly milliseconds: number
}

function explain(thrown: unknown, what: string, when: Circumstances): readonly Diagnostic[] {
  if (thrown instanceof DiagnosticError) return thrown.diagnostics
  if (when.timedOut)
    return [
      error(
        `Timed out: ${what}`,
        `It did not finish within ${when.milliseconds / 1000} seconds. It may still have taken effect: look before you try again.`,
      ),
    ]
  if (when.stopped)
    return [
      error(
        `Interrupted: ${what}`,
        'Terraform was asked to stop. It may still have taken effect: run terraform plan to see.',
      ),
    ]
  return [error(`Could not ${what}`, messageOf(thrown))]
}

export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  // fetch says only "fetch failed"; what failed is in its cause.
  const cause = thrown.cause instanceof Error ? `: ${thrown.cause.message}` : ''
  return `${thrown.message}${cause}` || thrown.name
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}
