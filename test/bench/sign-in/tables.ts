/** Figures as people read them. */

export interface Row {
  readonly name: string
  /** Milliseconds of processor time each, round by round. */
  readonly cpu: readonly number[]
  /** Milliseconds. */
  readonly latency?: number
}

export const middle = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? NaN

const digits = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

const line = (cells: readonly string[]): string =>
  `  ${cells.map((cell, index) => (index === 0 ? cell.padEnd(32) : cell.padStart(14))).join('')}`

/** The first row is ours; a ratio is the median of the rounds' own. */
export function comparison(title: string, rows: readonly Row[]): string {
  const [ours] = rows
  const hasLatency = rows.some(({ latency }) => latency !== undefined)
  const lines = rows.map(({ name, cpu, latency }) => {
    const ratio = middle(cpu.map((value, round) => value / (ours?.cpu[round] ?? NaN)))
    return line([
      name,
      digits(middle(cpu)),
      digits(1000 / middle(cpu)),
      `${digits(ratio)}×`,
      ...(latency === undefined ? [] : [digits(latency)]),
    ])
  })
  const head = ['', 'CPU ms each', 'a CPU second', 'of ours', ...(hasLatency ? ['latency ms'] : [])]
  return [title, line(head), ...lines].join('\n')
}
