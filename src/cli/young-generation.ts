/**
 * How much memory V8 keeps for what was made a moment ago. It doubles that space up to 2 × 16 MB and never gives it back:
 * loading a server alone takes it there, and a server whose requests leave little behind is no quicker for it. Held at
 * 2 × 4 MB, or the next step where it is noticed late, it costs the same processor time and 10 to 20 MB less memory. `--max-semi-space-size` says the same, but only on
 * Node's own command line; how fast the space grows can be said from here.
 */
import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** Bytes, both halves. */
const enough = 8 * 1024 * 1024

const growBy = (factor: 1 | 2): void => setFlagsFromString(`--semi-space-growth-factor=${factor}`)

const size = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0

/**
 * Keeps it as it is until what is returned is called, after loading; from then on it grows to what is enough. A V8 without
 * the flag does as it always did.
 */
export function boundYoungGeneration(): () => void {
  growBy(1)
  return () => {
    growBy(2)
    const observer = new PerformanceObserver(() => {
      if (size() < enough) return
      growBy(1)
      observer.disconnect()
    })
    observer.observe({ entryTypes: ['gc'] })
  }
}
