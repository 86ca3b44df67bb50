/** Asks every row of a program's facts. Pure: files, clock and network are the caller's. */
import { isSecureUrl } from '../core/index.js'
import { isList, referencesIn } from '../program/index.js'
import type { ContractFinding, Undecided } from './finding.js'
import type { ProgramInput } from './program.js'
import type { Outcome, Row, Subjects } from './rows/row.js'
import { longest, waiverRows, type WaiverRow } from './rows/waivers.js'
import { discoveryIn, factsOf, merged, metadataIn, type Facts } from './sides/facts.js'
import { catalogue, rows } from './table.js'
import {
  daysLeft,
  isExpired,
  parseOwnWaivers,
  waived,
  waiversOutput,
  type WaiverInput,
} from './waivers.js'

export interface CheckOptions {
  /** For certificates and waivers. */
  readonly now: Date
  /** Beside those written in the programs. @default - none */
  readonly waivers?: readonly WaiverInput[]
  /**
   * Base URL of the service, where the program does not say it.
   * @default - what the provider block says
   */
  readonly serviceUrl?: string
}

/** One connection, and the app it was compared with. */
export interface Compared {
  readonly connection: string
  readonly address: string
  /** null: the IdP's side is not in the program. */
  readonly app: string | null
}

export interface Report {
  /** Waived ones included, marked. */
  readonly findings: readonly ContractFinding[]
  readonly undecided: readonly Undecided[]
  /** Code → how often the rule was asked and held. */
  readonly held: Readonly<Record<string, number>>
  readonly compared: readonly Compared[]
  readonly files: readonly string[]
}

function subjectsOf(facts: Facts): { readonly [K in keyof Subjects]: readonly Subjects[K][] } {
  return {
    saml: facts.samlJoints,
    oidc: facts.oidcJoints,
    app: facts.apps,
    samlApp: facts.apps.filter((app) => app.protocol === 'saml'),
    oidcApp: facts.apps.filter((app) => app.protocol === 'oidc'),
    connection: facts.connections,
    organization: facts.organizations,
    provisioning: facts.provisionings,
    directory: facts.directories,
    published: facts.published,
    publishedSaml: metadataIn(facts),
    publishedOidc: discoveryIn(facts),
    program: [facts],
  }
}

const findingOf = (
  { code, severity, owner, cause, remedy, source }: Row | WaiverRow,
  detail: string,
  places: ContractFinding['places'],
): ContractFinding => ({ code, severity, owner, detail, cause, remedy, source, places })

function waiverFindings(
  waivers: readonly WaiverInput[],
  used: ReadonlySet<WaiverInput>,
  now: Date,
): readonly ContractFinding[] {
  return waivers.flatMap((waiver): readonly ContractFinding[] => {
    const { name, code, until, place } = waiver
    if (!catalogue.has(code))
      return [findingOf(waiverRows.unknownFinding, `waiver "${name}" names "${code}"`, [place])]
    if (isExpired(waiver, now))
      return [findingOf(waiverRows.expired, `waiver "${name}" ended on ${until}`, [place])]
    if (!used.has(waiver))
      return [findingOf(waiverRows.unused, `waiver "${name}" excuses nothing`, [place])]
    return daysLeft(waiver, now) > longest
      ? [findingOf(waiverRows.farAway, `waiver "${name}" ends on ${until}`, [place])]
      : []
  })
}

/** What a program waives itself. A value that is not known yet excuses nothing. */
function waiversIn({ outputs, file }: ProgramInput): readonly WaiverInput[] {
  const value = outputs.get(waiversOutput)?.value
  return isList(value) && !referencesIn(value).length ? parseOwnWaivers(value, file) : []
}

/** A URL given by hand stands in for provider blocks that leave it to the environment. */
function withServiceUrl(input: ProgramInput, url: string | undefined): ProgramInput {
  if (url === undefined || !isSecureUrl(url)) return input
  const others = input.providers.filter(({ name }) => !/^mortise(\.|$)/.test(name))
  const own = input.providers.filter(({ name }) => /^mortise(\.|$)/.test(name))
  const named = own.length > 0 ? own : [{ name: 'mortise', values: {}, jsonPath: [] }]
  return {
    ...input,
    providers: [
      ...others,
      ...named.map((each) => ({ ...each, values: { ...each.values, service_url: url } })),
    ],
  }
}

const order: Readonly<Record<ContractFinding['severity'], number>> = {
  error: 0,
  warning: 1,
  note: 2,
}

/** The facts of programs read together: the IdP's side of a file, the service's as it is live. */
export const contractFacts = (inputs: readonly ProgramInput[], options: CheckOptions): Facts =>
  factsOf(merged(inputs.map((input) => withServiceUrl(input, options.serviceUrl))), options.now)

/** What a set of programs comes to before anything is waived. */
interface Answers {
  readonly findings: readonly ContractFinding[]
  readonly undecided: readonly Undecided[]
  readonly held: ReadonlyMap<string, number>
  readonly compared: readonly Compared[]
}

/** A thousand connections are some hundred thousand answers, nearly all of them that a rule held: those are counted, not kept. */
function answersOf(inputs: readonly ProgramInput[], options: CheckOptions): Answers {
  const facts = contractFacts(inputs, options)
  const subjects = subjectsOf(facts)
  const findings: ContractFinding[] = []
  const undecided: Undecided[] = []
  const held = new Map<string, number>()
  const keep = (row: Row, outcome: Outcome): void => {
    if (outcome.kind === 'held') held.set(row.code, (held.get(row.code) ?? 0) + 1)
    else if (outcome.kind === 'broken')
      findings.push(findingOf(row, outcome.detail, outcome.places))
    else undecided.push({ code: row.code, why: outcome.why, places: outcome.places })
  }
  for (const row of rows) {
    // Row and subjects share a name; TypeScript cannot see that across a union.
    const check = row.check as (subject: unknown, facts: Facts) => readonly Outcome[]
    for (const subject of subjects[row.about])
      for (const outcome of check(subject, facts)) keep(row, outcome)
  }
  return { findings, undecided, held, compared: comparedIn(facts) }
}

/**
 * The contract check of several programs, each on its own or together with others, in one report: a waiver is unused
 * only if none of them uses it.
 * @param sets - programs that are read together: a file, or a file and the live service
 * @throws Refusal `invalid-input` for a waiver of a program that is not well written
 */
export function joinedReport(
  sets: readonly (readonly ProgramInput[])[],
  options: CheckOptions,
): Report {
  const answers = sets.map((inputs) => answersOf(inputs, options))
  const inputs = [...new Set(sets.flat())]
  const waivers = [...inputs.flatMap(waiversIn), ...(options.waivers ?? [])]
  const broken = answers.flatMap(({ findings }) => findings)
  const { findings, used } = waived(broken, waivers, options.now)
  const all = [...findings, ...waiverFindings(waivers, used, options.now)]
  return {
    findings: all.sort((a, b) => order[a.severity] - order[b.severity]),
    undecided: answers.flatMap(({ undecided }) => undecided),
    held: summed(answers.map(({ held }) => held)),
    compared: answers.flatMap(({ compared }) => compared),
    files: inputs.map(({ file }) => file),
  }
}

/** The contract check of programs that are read together. @throws Refusal as {@link joinedReport} */
export const checkContract = (inputs: readonly ProgramInput[], options: CheckOptions): Report =>
  joinedReport([inputs], options)

function summed(all: readonly ReadonlyMap<string, number>[]): Readonly<Record<string, number>> {
  const sums = new Map<string, number>()
  for (const [code, count] of all.flatMap((each) => [...each]))
    sums.set(code, (sums.get(code) ?? 0) + count)
  return Object.fromEntries(sums)
}

const comparedIn = (facts: Facts): readonly Compared[] => [
  ...[...facts.samlJoints, ...facts.oidcJoints].map(({ connection, app }) => ({
    connection: connection.title,
    address: connection.block.address,
    app: app.block.address,
  })),
  ...facts.alone.map(({ title, block }) => ({
    connection: title,
    address: block.address,
    app: null,
  })),
]

/** What counts towards failing: not waived, and of at least this severity. */
export const failing = (
  { findings }: Pick<Report, 'findings'>,
  from: 'warning' | 'error',
): readonly ContractFinding[] =>
  findings.filter(({ severity, waiver }) => waiver === undefined && order[severity] <= order[from])
