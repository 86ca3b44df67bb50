/** Figures as people read them. */

export interface Figure {
  readonly operation: string
  /** Whose it is; ours come first. */
  readonly name: string
  readonly perSecond: number
  /** Milliseconds. */
  readonly latency: number
  /** Milliseconds of processor time a request. */
  readonly cpu: number
  /** What was wrong with an answer. */
  readonly fault: string | undefined
}

const padded = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(20) : cell.padStart(16))).join('')

const digits = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2)

const of = (figures: readonly Figure[], operation: string): readonly Figure[] =>
  figures.filter((one) => one.operation === operation)

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]

/** A second, and how often the better peer's. */
export function figuresTable(users: number, figures: readonly Figure[]): string {
  const names = unique(figures.map(({ name }) => name))
  const rows = unique(figures.map(({ operation }) => operation)).map((operation) => {
    const all = of(figures, operation)
    const [ours, ...peers] = all.map(({ perSecond }) => perSecond)
    const ratio = peers.length > 0 ? `${digits((ours ?? NaN) / Math.max(...peers))}×` : '–'
    const latencies = all.map(({ latency, cpu }) => `${digits(latency)} / ${digits(cpu)}`)
    return padded([
      operation,
      ...all.map(({ perSecond }) => digits(perSecond)),
      ratio,
      ...latencies,
    ])
  })
  const head = [
    '',
    ...names,
    'to the better',
    ...names.map((name) => `ms / cpu ms ${name}`.slice(0, 15)),
  ]
  const faults = figures
    .filter(({ fault }) => fault !== undefined)
    .map(({ name, operation, fault }) => `  ${name}, ${operation}: ${fault}`)
  const wrong = faults.length > 0 ? ['Answered wrong:', ...faults] : []
  return [`\n${users} users, requests a second`, padded(head), ...rows, ...wrong].join('\n')
}

/** Latency at each size as a multiple of that at the smallest. */
export function growthTable(bySize: ReadonlyMap<number, readonly Figure[]>): string {
  const sizes = [...bySize.keys()]
  const smallest = bySize.get(sizes[0] ?? 0) ?? []
  const rows = smallest.map(({ name, operation, latency }) => {
    const growth = sizes.map((size) => {
      const there = bySize
        .get(size)
        ?.find((one) => one.name === name && one.operation === operation)
      return `${digits((there?.latency ?? NaN) / latency)}×`
    })
    return padded([operation, name, ...growth])
  })
  const head = padded(['', '', ...sizes.map((size) => `${size}`)])
  return [`\nLatency, as a multiple of that at ${sizes[0]} users`, head, ...rows].join('\n')
}
