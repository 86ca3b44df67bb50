/** A report of checks, for people (text), programs (JSON) and CI (JUnit XML). */
import type { CheckReport, CheckResult } from './checks/run.js'

export interface Summary {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export function summaryOf({ results }: CheckReport): Summary {
  const count = (outcome: CheckResult['outcome']) =>
    results.filter((one) => one.outcome === outcome).length
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') }
}

const marks: Readonly<Record<CheckResult['outcome'], string>> = {
  passed: '✓',
  failed: '✗',
  skipped: '–',
}

function lineOf({ outcome, id, title, detail, remedy, source, requests }: CheckResult): string {
  const head = `  ${marks[outcome]} ${title} [${id}]`
  if (outcome === 'passed') return head
  if (outcome === 'skipped') return `${head}: ${detail ?? ''}`
  // Of some the detail names the request already.
  const asked = requests.filter((request) => !detail?.includes(request))
  const said = [detail ?? '', ...asked, `${remedy ?? ''} (${source})`]
  return [head, ...said.map((line) => `      ${line}`)].join('\n')
}

export function renderText(report: CheckReport): string {
  const { passed, failed, skipped } = summaryOf(report)
  const parts = report.manners.flatMap((manner) => [
    `As ${manner}`,
    ...report.results.filter((one) => one.manner === manner).map(lineOf),
    '',
  ])
  const left = report.leftBehind.map((path) => `  ${path}`)
  return [
    `SCIM server ${report.baseUrl}`,
    '',
    ...parts,
    ...(left.length > 0 ? ['Could not be removed again; remove by hand:', ...left, ''] : []),
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
    '',
  ].join('\n')
}

export const renderJson = (report: CheckReport): string =>
  `${JSON.stringify({ ...report, summary: summaryOf(report) }, null, 2)}\n`

// XML 1.0 has no other control characters, escaped or not; a server may have sent some.
const escaped = (text: string): string =>
  text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

function caseOf({ manner, id, title, outcome, detail, remedy, source, ms }: CheckResult): string {
  const name = escaped(`${id}: ${title}`)
  const head = `    <testcase classname="scim.${escaped(manner)}" name="${name}" time="${ms / 1000}"`
  if (outcome === 'passed') return `${head}/>`
  const message = escaped(detail ?? '')
  const inside =
    outcome === 'skipped'
      ? `<skipped message="${message}"/>`
      : `<failure message="${message}">${escaped(`${remedy ?? ''} (${source})`)}</failure>`
  return `${head}>${inside}</testcase>`
}

export function renderJunit(report: CheckReport): string {
  const suites = report.manners.map((manner) => {
    const own = report.results.filter((one) => one.manner === manner)
    const { failed, skipped } = summaryOf({ ...report, results: own })
    const counts = `tests="${own.length}" failures="${failed}" errors="0" skipped="${skipped}"`
    return [
      `  <testsuite name="scim.${escaped(manner)}" ${counts}>`,
      ...own.map(caseOf),
      '  </testsuite>',
    ].join('\n')
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...suites,
    '</testsuites>',
    '',
  ].join('\n')
}
