/** A report as SARIF 2.1.0, for code scanning: rules from the table, a location for each side. https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
import { version } from '../../core/index.js'
import type { Report } from '../check.js'
import type { ContractFinding, Place, Severity, Undecided } from '../finding.js'
import { catalogue } from '../table.js'

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  note: 'note',
}

const message = (text: string) => ({ text })

/** §3.10: a reference is a URI; a path becomes one. */
export const uriOf = (file: string): string =>
  /^https?:/.test(file) ? file : file.split('/').map(encodeURIComponent).join('/')

function location({ file, address, path, line, column, side }: Place) {
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file) },
      ...(line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } }),
    },
    logicalLocations: [
      {
        fullyQualifiedName: path === undefined ? address : `${address}.${path}`,
        kind: 'resource',
      },
    ],
    message: message(side === 'idp' ? 'the IdP’s side' : 'the service’s side'),
  }
}

const withId = (place: Place, id: number) => ({ id, ...location(place) })

const nowhere: Place = { side: 'program', file: 'unknown', address: '' }

function places(all: readonly Place[]) {
  const [first = nowhere, ...others] = all
  return {
    locations: [location(first)],
    ...(others.length > 0 ? { relatedLocations: others.map(withId) } : {}),
  }
}

/** §3.27.16: the same finding in the next run, wherever its line has moved to. */
const fingerprint = (code: string, all: readonly Place[]): string =>
  [code, ...all.map(({ address, path }) => `${address}/${path ?? ''}`)].join(' ')

const result = (
  { code, severity, detail, remedy, places: all, waiver }: ContractFinding,
  ruleIds: readonly string[],
) => ({
  ruleId: code,
  ruleIndex: ruleIds.indexOf(code),
  level: levels[severity],
  kind: 'fail',
  message: message(`${detail}. ${remedy}`),
  ...places(all),
  partialFingerprints: { mortise: fingerprint(code, all) },
  ...(waiver === undefined
    ? {}
    : {
        suppressions: [
          {
            kind: 'external',
            status: 'accepted',
            justification: `${waiver.name}, until ${waiver.until}: ${waiver.reason}`,
          },
        ],
      }),
})

/** §3.27.9: `open` is SARIF's word for what could not be decided; its level is none. */
const openResult = ({ code, why, places: all }: Undecided, ruleIds: readonly string[]) => ({
  ruleId: code,
  ruleIndex: ruleIds.indexOf(code),
  level: 'none',
  kind: 'open',
  message: message(`undecided: ${why}`),
  ...places(all),
  partialFingerprints: { mortise: fingerprint(code, all) },
})

const ruleOf = (code: string) => {
  const row = catalogue.get(code)
  if (!row) throw new Error(`no row has the code ${code}`)
  return {
    id: code,
    name: code.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: message(row.rule),
    fullDescription: message(row.cause),
    help: message(`${row.remedy} (${row.source})`),
    defaultConfiguration: { level: levels[row.severity] },
    properties: { owner: row.owner, source: row.source },
  }
}

/** A SARIF log with one run, as JSON text. */
export function renderSarif(report: Report): string {
  const ruleIds = [...catalogue.keys()]
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'mortise check',
            semanticVersion: version,
            rules: ruleIds.map(ruleOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        artifacts: report.files.map((file) => ({ location: { uri: uriOf(file) } })),
        results: [
          ...report.findings.map((finding) => result(finding, ruleIds)),
          ...report.undecided.map((each) => openResult(each, ruleIds)),
        ],
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}
