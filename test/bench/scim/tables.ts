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

export const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? NaN

/** At 10,000 people, as often as the better peer. */
const aims: Readonly<Record<string, string>> = {
  get: '3×',
  'filter userName': '3×',
  'first page of 100': '20×',
  'last page of 100': '20×',
  'patch title': '1.5×',
  'patch active': '1.5×',
  post: '1.5×',
}

export const padded = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(20) : cell.padStart(16))).join('')

export const digits = (value: number): string =>
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
    const [cost = NaN, ...costs] = all.map(({ cpu }) => cpu)
    const inCpu = peers.length > 0 ? `${digits(Math.min(...costs) / cost)}×` : '–'
    const latencies = all.map(({ latency, cpu }) => `${digits(latency)} / ${digits(cpu)}`)
    return padded([
      operation,
      ...all.map(({ perSecond }) => digits(perSecond)),
      ratio,
      inCpu,
      aims[operation] ?? '–',
      ...latencies,
    ])
  })
  const head = [
    '',
    ...names,
    'to the better',
    'in cpu time',
    'aim at 10,000',
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
