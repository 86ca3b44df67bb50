/** Paired measurement: every contender once, in turn, round after round, so that a machine that slows down slows all of them. */

export interface Contender {
  readonly name: string
  /** Milliseconds. */
  readonly run: () => Promise<number>
}

export interface Figures {
  readonly name: string
  readonly least: number
  readonly median: number
  /** Median of the ratios to the first contender, round by round. */
  readonly ratio: number
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? NaN

/** The first contender is what the others are compared with. One round before the counted ones warms the caches. */
export async function compare(
  contenders: readonly Contender[],
  rounds: number,
): Promise<readonly Figures[]> {
  const times = contenders.map((): number[] => [])
  for (const { run } of contenders) await run()
  for (let round = 0; round < rounds; round++)
    for (const [index, { run }] of contenders.entries()) times[index]?.push(await run())
  return contenders.map(({ name }, index) => {
    const own = times[index] ?? []
    const ratios = own.map((value, round) => value / (times[0]?.[round] ?? NaN))
    return { name, least: Math.min(...own), median: median(own), ratio: median(ratios) }
  })
}

export function table(title: string, figures: readonly Figures[]): string {
  const rows = figures.map(
    ({ name, least, median: middle, ratio }) =>
      `  ${name.padEnd(46)}${least.toFixed(0).padStart(8)}${middle.toFixed(0).padStart(8)}${ratio.toFixed(2).padStart(8)}`,
  )
  const head = `${title}\n  ${'milliseconds'.padEnd(46)}${'least'.padStart(8)}${'median'.padStart(8)}${'ratio'.padStart(8)}`
  return [head, ...rows, ''].join('\n')
}
