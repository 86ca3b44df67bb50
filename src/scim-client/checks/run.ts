/** The checks, one manner after another, against a server that may be anybody's; and what was made is removed again. */
import { listOf, Failed, Skipped, type Check, type Rehearsal } from './check.js'
import { connectionChecks } from './connection.js'
import { groupChecks } from './groups.js'
import { deletionChecks, userChecks } from './users.js'
import type { ScimClient } from '../client.js'
import type { Manner } from '../manners/manner.js'

export const checks: readonly Check[] = [
  ...connectionChecks,
  ...userChecks,
  ...groupChecks,
  ...deletionChecks,
]

export interface CheckResult {
  readonly manner: string
  readonly id: string
  readonly title: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** What was expected and what came, or why it was not asked. */
  readonly detail: string | null
  readonly remedy: string | null
  readonly source: string
  readonly ms: number
}

export interface CheckReport {
  readonly baseUrl: string
  readonly manners: readonly string[]
  readonly results: readonly CheckResult[]
  /** What could not be removed again, as paths. */
  readonly leftBehind: readonly string[]
}

export interface CheckOptions {
  readonly client: ScimClient
  readonly manners: readonly Manner[]
  /** Of the addresses of those invented. @default 'example.com' */
  readonly domain?: string
  /** Do not ask about groups. @default - asks whether there are any */
  readonly usersOnly?: boolean
  /** Makes names of this run differ from any other's; letters and digits. */
  readonly run: string
  readonly onResult?: (result: CheckResult) => void
}

function rehearsalOf(
  { client, domain = 'example.com', run }: CheckOptions,
  manner: Manner,
  hasGroups: boolean,
): Rehearsal {
  const mark = `${manner.key}-${run}`
  return {
    ...{ client, manner, hasGroups, people: new Map(), groups: new Map(), made: new Set() },
    nobody: `nobody-${mark}`,
    person: (n) => ({
      userName: `scim-check-${mark}-${n}@${domain}`,
      externalId: `scim-check-${mark}-${n}`,
      givenName: 'Ada',
      familyName: 'Lovelace',
      displayName: `Ada Lovelace ${n}`,
      email: `scim-check-${mark}-${n}@${domain}`,
      department: 'Engines',
    }),
    group: (n) => ({
      displayName: `scim-check "${mark}" ${n}`,
      externalId: `scim-check-group-${mark}-${n}`,
    }),
  }
}

type Verdict = Pick<CheckResult, 'outcome' | 'detail'>

async function verdictOf(check: Check, rehearsal: Rehearsal): Promise<Verdict> {
  if (check.ofGroups && !rehearsal.hasGroups)
    return { outcome: 'skipped', detail: 'the server has no groups' }
  try {
    await check.run(rehearsal)
    return { outcome: 'passed', detail: null }
  } catch (error) {
    if (error instanceof Skipped) return { outcome: 'skipped', detail: error.message }
    if (!(error instanceof Failed)) throw error
    return { outcome: 'failed', detail: rehearsal.client.withoutToken(error.detail) }
  }
}

async function resultOf(check: Check, rehearsal: Rehearsal): Promise<CheckResult> {
  const begun = performance.now()
  const { outcome, detail } = await verdictOf(check, rehearsal)
  const { id, title, remedy, source } = check
  return {
    ...{ manner: rehearsal.manner.key, id, title, outcome, detail, source },
    remedy: outcome === 'failed' ? remedy : null,
    ms: Math.round(performance.now() - begun),
  }
}

/** Groups first: a server may refuse to delete somebody who is in one. @returns what is still there */
async function cleanUp({ client, made }: Rehearsal): Promise<readonly string[]> {
  for (const path of [...made].sort()) {
    const { status } = await client.ask({ method: 'DELETE', path })
    if (status < 300 || status === 404 || status === 410) made.delete(path)
  }
  return [...made]
}

/** Asked, not believed: many servers have no discovery. */
async function offersGroups(client: ScimClient): Promise<boolean> {
  const answer = await client.ask({ method: 'GET', path: '/Groups?startIndex=1&count=1' })
  try {
    listOf(answer)
    return true
  } catch (error) {
    if (!(error instanceof Failed)) throw error
    return ![403, 404, 501].includes(answer.status)
  }
}

interface Done {
  readonly results: readonly CheckResult[]
  readonly leftBehind: readonly string[]
}

async function checkAs(options: CheckOptions, manner: Manner, hasGroups: boolean): Promise<Done> {
  const rehearsal = rehearsalOf(options, manner, hasGroups)
  const results: CheckResult[] = []
  let leftBehind: readonly string[] = []
  try {
    for (const check of checks.filter(({ only }) => only?.(manner) ?? true)) {
      const result = await resultOf(check, rehearsal)
      results.push(result)
      options.onResult?.(result)
    }
  } finally {
    leftBehind = await cleanUp(rehearsal)
  }
  return { results, leftBehind }
}

/** @throws Refusal `scim-unreachable` when the server cannot be asked at all */
export async function checkScim(options: CheckOptions): Promise<CheckReport> {
  const { client, manners, usersOnly = false } = options
  const hasGroups = !usersOnly && (await offersGroups(client))
  const results: CheckResult[] = []
  const leftBehind: string[] = []
  for (const manner of manners) {
    const done = await checkAs(options, manner, hasGroups)
    results.push(...done.results)
    leftBehind.push(...done.leftBehind)
  }
  const { baseUrl } = client
  return { baseUrl, manners: manners.map(({ key }) => key), results, leftBehind }
}
