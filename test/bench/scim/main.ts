/**
 * npm run bench:scim: SCIM beside scimmy-routers and Ory Polis, all on SQLite with durable writes (WAL, synchronous FULL), each a
 * process of its own, asked in turn by the same requests. `--users 1000,10000` chooses sizes, `--seconds` how long each
 * is asked, `--rounds 7` how often, `--only get,post` what (beginnings of names), `--alone` leaves the peers out. Figures are printed beside what is aimed at, never judged: machines differ.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cpuOf, memoryOf, peersFolder, startAll, stop, type Contender } from './contender.js'
import { askOnce, measure } from './load.js'
import { growth } from './growth.js'
import { operations, type Operation } from './operations.js'
import { figuresTable, growthTable, middle, type Figure } from './tables.js'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000,10000,100000' },
    seconds: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '7' },
    alone: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})
const sizes = values.users.split(',').map(Number)
const rounds = Number(values.rounds)
const only = values.only.split(',')
const milliseconds = Number(values.seconds) * 1000

function installPeers(): void {
  if (values.alone || existsSync(join(peersFolder, 'node_modules'))) return
  say('Installing the peers, once …')
  // No scripts: one of them would compile a driver for a minute that is not used here.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund']
  execFileSync('npm', args, { cwd: peersFolder, stdio: 'inherit' })
}

/** Longer than this for one request, and it is asked once only. */
const slow = 700

interface Run {
  readonly perSecond: number
  readonly latency: number
  /** Milliseconds of processor time a request. */
  readonly cpu: number
}

async function once(contender: Contender, next: () => string): Promise<Run> {
  const before = cpuOf(contender)
  const begun = performance.now()
  await askOnce(contender.target.port, next())
  const latency = performance.now() - begun
  return { perSecond: 1000 / latency, latency, cpu: cpuOf(contender) - before }
}

/** One connection for the latency, eight for the throughput; where eight meet errors, the one counts. */
async function run(contender: Contender, next: () => string): Promise<Run> {
  const { port } = contender.target
  const single = await measure({ port, next, connections: 1, milliseconds: milliseconds / 2 })
  const before = cpuOf(contender)
  const many = await measure({ port, next, connections: 8, milliseconds })
  const cpu = (cpuOf(contender) - before) / many.count
  const failed = many.errors > 0 || many.perSecond < single.perSecond
  return { perSecond: failed ? single.perSecond : many.perSecond, latency: single.latency, cpu }
}

/** Is it answered, and right? */
async function check(contender: Contender, operation: Operation, next: () => string) {
  const begun = performance.now()
  const answered = await askOnce(contender.target.port, next())
  const fault = operation.fault(answered, contender.target)
  return { fault, isSlow: performance.now() - begun > slow }
}

async function compare(
  contenders: readonly Contender[],
  operation: Operation,
): Promise<readonly Figure[]> {
  const entries = []
  for (const contender of contenders) {
    const next = operation.requests(contender.target)
    const { fault, isSlow } = await check(contender, operation, next)
    entries.push({ contender, next, fault, isSlow, runs: [] as Run[] })
  }
  // Round 0 warms up: what is asked first would pay for all that follows.
  for (let round = 0; round <= rounds; round++) {
    for (const { contender, next, isSlow, runs } of entries) {
      if (!isSlow && round === 0) await run(contender, next)
      else if (!isSlow) runs.push(await run(contender, next))
      else if (runs.length === 0) runs.push(await once(contender, next))
    }
  }
  return entries.map(({ contender: { name }, fault, runs }) => ({
    ...{ operation: operation.name, name, fault },
    perSecond: middle(runs.map(({ perSecond }) => perSecond)),
    latency: middle(runs.map(({ latency }) => latency)),
    cpu: middle(runs.map(({ cpu }) => cpu)),
  }))
}

async function benchOf(work: string, users: number): Promise<readonly Figure[]> {
  say(`\n${users} users: filling …`)
  const contenders = await startAll(work, users, values.alone)
  const chosen = operations.filter(({ name }) => only.some((start) => name.startsWith(start)))
  const figures: Figure[] = []
  for (const operation of chosen) {
    process.stdout.write(`  ${operation.name} …`)
    const compared = await compare(contenders, operation)
    figures.push(...compared)
    say(` ${compared.map(({ perSecond }) => perSecond.toFixed(1)).join(' / ')} a second`)
  }
  say(figuresTable(users, figures))
  say(contenders.map((one) => `  ${one.name}: ${memoryOf(one).toFixed(0)} MB resident`).join('\n'))
  for (const contender of contenders) await stop(contender)
  return figures
}

async function main(): Promise<void> {
  installPeers()
  const work = mkdtempSync(join(tmpdir(), 'mortise-bench-'))
  try {
    const bySize = new Map<number, readonly Figure[]>()
    for (const users of sizes) bySize.set(users, await benchOf(work, users))
    if (sizes.length > 1) say(growthTable(bySize))
    if (sizes.length > 1) await growth(work, sizes, { rounds: rounds * 4, milliseconds, say })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

await main()
