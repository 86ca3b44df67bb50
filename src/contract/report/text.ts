/** A report for people: every finding with both sides, cause and remedy; then what nobody can tell yet. */
import type { ContractFinding, Place, Undecided } from '../finding.js'
import type { Report } from '../check.js'

const sides: Readonly<Record<Place['side'], string>> = {
  idp: 'IdP',
  service: 'service',
  program: 'program',
}

const owners: Readonly<Record<ContractFinding['owner'], string>> = {
  idp: 'administrator of the IdP',
  sp: 'administrator of the service',
  caller: 'author of the configuration',
  user: 'the person signing in',
}

/** `cdk.tf.json:106: okta_app_saml.acme, sso_url`. */
export function placeText({ side, file, address, path, line }: Place): string {
  const where = line === undefined ? file : `${file}:${line}`
  const what = [address, path].filter(Boolean).join(', ')
  return `${sides[side].padEnd(7)} ${where}${what === '' ? '' : `: ${what}`}`
}

const indented = (label: string, text: string): string => `  ${label.padEnd(8)} ${text}`

function findingText(finding: ContractFinding): string {
  const { severity, code, detail, cause, remedy, owner, source, places, waiver } = finding
  const mark = waiver ? `waived until ${waiver.until} by "${waiver.name}"` : severity
  return [
    `${mark}: ${code}: ${detail}`,
    ...places.map((place) => `  ${placeText(place)}`),
    indented('cause', cause),
    indented('remedy', remedy),
    indented('who', `${owners[owner]}; ${source}`),
  ].join('\n')
}

const undecidedText = ({ code, why, places }: Undecided): string =>
  [`undecided: ${code}: ${why}`, ...places.map((place) => `  ${placeText(place)}`)].join('\n')

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const sum = (counts: readonly number[]): number => counts.reduce((all, each) => all + each, 0)

function summary({ findings, undecided, held }: Report): string {
  const open = findings.filter(({ waiver }) => waiver === undefined)
  const counts = (['error', 'warning', 'note'] as const)
    .map(
      (severity) => [open.filter((each) => each.severity === severity).length, severity] as const,
    )
    .filter(([count]) => count > 0)
    .map(([count, severity]) => counted(count, severity))
  const waived = findings.length - open.length
  return [
    counts.length === 0 ? 'no findings' : counts.join(', '),
    ...(waived > 0 ? [`${waived} waived`] : []),
    ...(undecided.length > 0 ? [`${undecided.length} undecided`] : []),
    `${counted(sum(Object.values(held)), 'rule')} held`,
  ].join(', ')
}

function comparedText({ compared }: Report): string {
  if (compared.length === 0)
    return 'no connection in these files: only what stands alone was checked'
  return compared
    .map(({ connection, app }) =>
      app === null
        ? `connection ${connection}: the IdP’s side is not in these files, and was not compared`
        : `connection ${connection} against ${app}`,
    )
    .join('\n')
}

/** A report as text, ending with a line break. */
export const renderText = (report: Report): string =>
  `${[
    comparedText(report),
    ...report.findings.map(findingText),
    ...report.undecided.map(undecidedText),
    summary(report),
  ].join('\n\n')}\n`
