/**
 * npm run bench:synth: what a Federation costs over the same resources in bare cdktf, round by round in turn, each run in a
 * process of its own. Before anything is timed, both programs must have said the same. Figures are printed, never judged:
 * machines differ.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { compare, table, type Figures } from '../provider/figures.js'
import { resourcesEach } from './customers.js'

const run = promisify(execFile)
const source = fileURLToPath(new URL('child.ts', import.meta.url))
/** Compiled, as the library is shipped: with source maps on, tsx makes every stack trace cost five times as much, and cdktf takes many. */
const child = fileURLToPath(new URL('../../../dist/bench/synth.mjs', import.meta.url))
const say = (text: string): void => void process.stdout.write(`${text}\n`)

interface Outcome {
  readonly milliseconds: number
  readonly said: readonly string[]
}

async function synthesize(kind: string, count: number): Promise<Outcome> {
  const outdir = await mkdtemp(join(tmpdir(), 'mortise-synth-'))
  try {
    const { stdout } = await run(process.execPath, [child, kind, String(count), outdir], {
      maxBuffer: 2 ** 30,
    })
    return JSON.parse(stdout) as Outcome
  } finally {
    await rm(outdir, { recursive: true, force: true })
  }
}

const compile = () =>
  build({
    entryPoints: [source],
    outfile: child,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  })

async function checkSame(count: number): Promise<void> {
  const [ours, theirs] = await Promise.all([
    synthesize('federations', count),
    synthesize('bare', count),
  ])
  if (ours.said.length !== count * resourcesEach) throw new Error('not the resources meant')
  const differing = ours.said.find((text, index) => text !== theirs.said[index])
  if (differing !== undefined) throw new Error(`only one of both says ${differing}`)
}

const contender = (kind: string, count: number) => ({
  name: `${kind}, ${count} × ${resourcesEach} resources`,
  run: async () => (await synthesize(kind, count)).milliseconds,
})

async function main(): Promise<void> {
  await compile()
  await checkSame(3)
  const growth: (readonly [number, Figures])[] = []
  for (const [count, rounds] of [
    [100, 7],
    [1_000, 5],
    [2_000, 3],
  ] as const) {
    const figures = await compare(
      [contender('bare', count), contender('federations', count)],
      rounds,
    )
    say(table(`Synthesis of ${count}`, figures))
    const ours = figures[1]
    if (ours) growth.push([count, ours])
  }
  say('Milliseconds for each federation')
  for (const [count, { median }] of growth)
    say(`  ${String(count).padEnd(6)}${(median / count).toFixed(2).padStart(8)}`)
}

await main()
