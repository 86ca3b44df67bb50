/** The checks, one manner after another, against a server that may be anybody's; and what was made is removed again. */
import { Refusal } from '../../core/index.js'
import { listOf, Failed, Skipped, type Check, type Rehearsal } from './check.js'
import { connectionChecks } from './connection.js'
import { groupChecks } from './groups.js'
import { listingChecks } from './listing.js'
import { expectScim } from './reach.js'
import { refusalChecks } from './refusals.js'
import { deletionChecks, userChecks } from './users.js'
import type { ScimClient } from '../client.js'
import type { Manner } from '../manners/manner.js'

export const checks: readonly Check[] = [
  ...connectionChecks,
  ...userChecks,
  ...listingChecks,
  ...refusalChecks,
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
  /** Of what failed: `PATCH /Users/2819c223`. */
  readonly requests: readonly string[]
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
  /** Id of the check that is the last to be asked. @default - all are */
  readonly upTo?: string
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

type Verdict = Pick<CheckResult, 'outcome' | 'detail' | 'remedy' | 'requests'>

const passed: Verdict = { outcome: 'passed', detail: null, remedy: null, requests: [] }

const skipped = (detail: string): Verdict => ({ ...passed, outcome: 'skipped', detail })

/** A server that stops answering in the middle fails that check; the others are asked all the same. */
function verdictOn(error: unknown, { remedy }: Check): Verdict {
  if (error instanceof Skipped) return skipped(error.message)
  if (Refusal.is(error)) return { ...passed, outcome: 'failed', ...error.finding }
  if (!(error instanceof Failed)) throw error
  const requests = error.asks.map(({ method, path }) => `${method} ${path}`)
  return { outcome: 'failed', detail: error.detail, remedy, requests }
}

async function verdictOf(check: Check, rehearsal: Rehearsal): Promise<Verdict> {
  if (check.ofGroups && !rehearsal.hasGroups) return skipped('the server has no groups')
  try {
    await check.run(rehearsal)
    return passed
  } catch (error) {
    return verdictOn(error, check)
  }
}

async function resultOf(check: Check, rehearsal: Rehearsal): Promise<CheckResult> {
  const begun = performance.now()
  const { outcome, detail, remedy, requests } = await verdictOf(check, rehearsal)
  const { id, title, source } = check
  return {
    ...{ manner: rehearsal.manner.key, id, title, outcome, remedy, source, requests },
    detail: detail === null ? null : rehearsal.client.withoutToken(detail),
    ms: Math.round(performance.now() - begun),
  }
}

async function isRemoved(client: ScimClient, path: string): Promise<boolean> {
  try {
    const { status } = await client.ask({ method: 'DELETE', path })
    return status < 300 || status === 404 || status === 410
  } catch (error) {
    if (Refusal.is(error)) return false
    throw error
  }
}

/** Groups first: a server may refuse to delete somebody who is in one. @returns what is still there */
async function cleanUp({ client, made }: Rehearsal): Promise<readonly string[]> {
  for (const path of [...made].sort()) if (await isRemoved(client, path)) made.delete(path)
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
  for (const check of checks.filter(({ only }) => only?.(manner) ?? true)) {
    const result = await resultOf(check, rehearsal)
    results.push(result)
    options.onResult?.(result)
    if (check.id === options.upTo) break
  }
  return { results, leftBehind: await cleanUp(rehearsal) }
}

/** @throws Refusal when the server cannot be asked at all: those of `ScimClient.ask` and `expectScim` */
export async function checkScim(options: CheckOptions): Promise<CheckReport> {
  const { client, manners, usersOnly = false, run } = options
  await expectScim(client, `nobody-${run}`)
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
