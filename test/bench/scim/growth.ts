/** How ours grows: the smallest and the largest size at the same time, asked in turn, so that the machine's moods hit both. */
import { cpuOf, memoryOf, startOurs, stop, type Contender } from './contender.js'
import { measure } from './load.js'
import { operations } from './operations.js'
import { digits, middle, padded } from './tables.js'

/** At most so much more at 100,000 people than at 1,000. */
const aims: Readonly<Record<string, string>> = {
  get: '1.5×',
  'filter userName': '1.5×',
  'patch title': '1.5×',
  'first page of 100': '2×',
}

interface Growing {
  readonly rounds: number
  readonly milliseconds: number
  readonly say: (text: string) => void
}

interface Run {
  /** Milliseconds, the middle one of one connection. */
  readonly latency: number
  /** Milliseconds of processor time a request. */
  readonly cpu: number
}

async function run(contender: Contender, next: () => string, milliseconds: number): Promise<Run> {
  const before = cpuOf(contender)
  const load = { port: contender.target.port, next, connections: 1, milliseconds }
  const { latency, count } = await measure(load)
  return { latency, cpu: (cpuOf(contender) - before) / count }
}

type Pair = readonly [small: Run, large: Run]

const ratioOf = (pairs: readonly Pair[], what: keyof Run): number =>
  middle(pairs.map(([small, large]) => large[what] / small[what]))

const middleOf = (runs: readonly Run[], what: keyof Run): number =>
  middle(runs.map((one) => one[what]))

function rowOf(name: string, pairs: readonly Pair[]): string {
  const [small, large] = [pairs.map(([one]) => one), pairs.map(([, one]) => one)]
  const told = (runs: readonly Run[]) =>
    `${digits(middleOf(runs, 'latency'))} / ${digits(middleOf(runs, 'cpu'))}`
  const ratios = [ratioOf(pairs, 'latency'), ratioOf(pairs, 'cpu')]
  const cells = ratios.map((ratio) => `${digits(ratio)}×`)
  return padded([name, told(small), told(large), ...cells, aims[name] ?? '–'])
}

async function pairsOf(
  [small, large]: readonly [Contender, Contender],
  name: string,
  { rounds, milliseconds }: Growing,
): Promise<readonly Pair[]> {
  const operation = operations.find((one) => one.name === name)
  if (!operation) throw new Error(`there is no ${name}`)
  const [ofSmall, ofLarge] = [operation.requests(small.target), operation.requests(large.target)]
  const pairs: Pair[] = []
  // The first warms up.
  for (let round = 0; round <= rounds; round++) {
    const one = await run(small, ofSmall, milliseconds / 4)
    const other = await run(large, ofLarge, milliseconds / 4)
    if (round > 0) pairs.push([one, other])
  }
  return pairs
}

/** @param sizes - filled before, the smallest first */
export async function growth(
  work: string,
  sizes: readonly number[],
  growing: Growing,
): Promise<void> {
  const [smallest = 0, largest = 0] = [sizes[0], sizes.at(-1)]
  const both = [await startOurs(work, smallest), await startOurs(work, largest)] as const
  const { say } = growing
  say(
    `\nMortise at ${smallest} and ${largest} users in turn: ms / cpu ms, medians of paired ratios`,
  )
  say(padded(['', `${smallest}`, `${largest}`, 'latency', 'cpu', 'aim']))
  for (const name of Object.keys(aims)) say(rowOf(name, await pairsOf(both, name, growing)))
  const memory = memoryOf(both[1]).toFixed(0)
  say(`Resident at ${largest} users after that: ${memory} MB (aim at 100,000: 150 MB)`)
  for (const contender of both) await stop(contender)
}
