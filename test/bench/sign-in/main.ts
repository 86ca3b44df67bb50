/**
 * npm run bench:sign-in: a whole SAML sign-in, from the Response a browser posts to an open session, beside Ory Polis (in memory)
 * and express + node-saml + SQLite; and validation alone beside node-saml. Every contender is a process of its own and takes
 * its turn in every round; what counts is the processor time it tells, and the ratio to ours in the same round.
 * `--sign-ins 40 --rounds 5 --groups 40,100,1000 --validations 50` choose sizes, `--warm-up 2000`
 * how many go before, `--alone` leaves the peers out. Figures are
 * printed, never judged: machines differ.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { responseWith, usualGroups as usualInValidation } from '../saml/ours.js'
import { peersFolder } from '../scim/contender.js'
import { startAll, stop, type Contender } from './contenders.js'
import { responseTo, usualGroups } from './response.js'
import { measure, type Measured } from './sign-ins.js'
import { peerSite } from './sites.js'
import { comparison, middle, type Row } from './tables.js'
import { cpuEach, mortise, nodeSaml, type Validator } from './validations.js'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const dot = (): void => void process.stdout.write('.')

const { values } = parseArgs({
  options: {
    'sign-ins': { type: 'string', default: '40' },
    validations: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '5' },
    groups: { type: 'string', default: `${usualGroups},100,1000` },
    'warm-up': { type: 'string', default: '2000' },
    alone: { type: 'boolean', default: false },
  },
})
const signIns = Number(values['sign-ins'])
const validations = Number(values.validations)
const rounds = Number(values.rounds)
const sizes = values.groups.split(',').map(Number)

function installPeers(): void {
  // The compiled servers lie there too.
  if (values.alone || existsSync(join(peersFolder, 'node_modules', '@boxyhq'))) return
  say('Installing the peers, once …')
  // No scripts: one of them would compile a driver for a minute that is not used here.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund']
  execFileSync('npm', args, { cwd: peersFolder, stdio: 'inherit' })
}

const kilobytes = (groups: number): string => {
  const asked = { site: peerSite, requestId: `_${'0'.repeat(64)}`, person: 'person-1', groups }
  const bytes = Buffer.from(responseTo(asked), 'base64').length
  return `${(bytes / 1024).toFixed(1)} KB`
}

async function signInRound(
  contenders: readonly Contender[],
  groups: number,
  count: number,
): Promise<readonly Measured[]> {
  const measured: Measured[] = []
  for (const contender of contenders) measured.push(await measure(contender, count, groups))
  dot()
  return measured
}

/** Fewer where each takes long; the figures are medians of rounds. */
const countFor = (groups: number): number =>
  groups > 500 ? Math.max(5, Math.round(signIns / 8)) : signIns

/** A process just started runs code that is not compiled yet, three times as slow as it will be for the rest of its days. */
const warmUp = (groups: number): number =>
  Math.ceil(Number(values['warm-up']) / (groups > 500 ? 40 : 2))

/** Milliseconds a sign-in with so many groups is to take at most. */
const aims: Readonly<Record<number, number>> = { 100: 5, 1000: 50 }

function againstAim(groups: number, ours: Row | undefined): string {
  const aim = aims[groups]
  if (aim === undefined || !ours) return ''
  const took = `${middle(ours.cpu).toFixed(1)} ms of processor time, ${(ours.latency ?? NaN).toFixed(1)} ms in all`
  return `\n  ${groups} groups are to take under ${aim} ms; a sign-in took ${took}`
}

async function compareSignIns(contenders: readonly Contender[], groups: number): Promise<void> {
  const count = countFor(groups)
  process.stdout.write(`\n${groups} groups: ${rounds} rounds of ${count} sign-ins each `)
  await signInRound(contenders, groups, warmUp(groups)) // compiles what is hot, and makes the people known
  const all: (readonly Measured[])[] = []
  for (let round = 0; round < rounds; round++)
    all.push(await signInRound(contenders, groups, count))
  const rows = contenders.map(({ name }, index): Row => {
    const own = all.map((round) => round[index])
    return {
      name,
      cpu: own.map((it) => it?.cpu ?? NaN),
      latency: middle(own.map((it) => it?.latency ?? NaN)),
    }
  })
  const table = comparison(`A sign-in, ${kilobytes(groups)}, both signatures`, rows)
  say(`\n${table}${againstAim(groups, rows[0])}`)
}

async function compareValidations(groups: number): Promise<void> {
  const response = responseWith(groups)
  const contenders: readonly Validator[] = values.alone ? [mortise] : [mortise, nodeSaml()]
  const count = groups > 500 ? Math.max(3, Math.round(validations / 15)) : validations
  process.stdout.write(`\n${groups} groups: ${rounds} rounds of ${count} validations each `)
  for (const contender of contenders) await cpuEach(contender, response, count)
  const cpu = contenders.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      cpu[index]?.push(await cpuEach(contender, response, count))
    }
    dot()
  }
  const rows = contenders.map(({ name }, index): Row => ({ name, cpu: cpu[index] ?? [] }))
  const title = `Validation alone, ${(response.bytes / 1024).toFixed(1)} KB, both signatures`
  say(`\n${comparison(title, rows)}`)
}

async function main(): Promise<void> {
  installPeers()
  const work = mkdtempSync(join(tmpdir(), 'mortise-bench-'))
  try {
    for (const groups of sizes) {
      await compareValidations(groups === usualGroups ? usualInValidation : groups)
    }
    say('\nStarting the contenders …')
    const contenders = await startAll(work, Math.max(...sizes), values.alone)
    for (const groups of sizes) await compareSignIns(contenders, groups)
    for (const contender of contenders) await stop(contender)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

await main()
