/** `mortise access-report` and `mortise support-bundle`: asks a running service, prints or writes what it says. */
import { writeFileSync } from 'node:fs'
import { everyOne, type AccessBody, type AdminClient } from '../admin-api/index.js'
import { clientFor } from './live.js'
import { aligned } from './table.js'
import { orSaid } from './world.js'

interface AskArguments {
  readonly service: string
  readonly organization: string
}

export interface AccessReportArguments extends AskArguments {
  readonly format: 'text' | 'markdown' | 'csv' | 'json'
}

export interface SupportBundleArguments extends AskArguments {
  readonly out?: string
}

const clientOf = ({ service }: AskArguments): AdminClient =>
  clientFor(service, process.env, '--service')

async function everybody(
  client: AdminClient,
  organization: string,
): Promise<readonly AccessBody[]> {
  const params = { organization }
  const people = await everyOne((query) => client.call('listAccess', { params, query }))
  return people.sort((a, b) => (a.login < b.login ? -1 : 1))
}

const columns = [
  'login',
  'name',
  'state',
  'connection',
  'directory',
  'last sign-in',
  'has',
  'through',
]

type Row = readonly string[]

/** A line for each thing somebody has; one without for who has nothing. */
function rowsOf(person: AccessBody): readonly Row[] {
  const { login, displayName, state, connection, directory, lastSignInAt, access } = person
  const who = [
    login,
    displayName ?? '',
    state,
    connection ?? '',
    directory ?? '',
    lastSignInAt ?? 'never',
  ]
  if (access.length === 0) return [[...who, 'nothing', '']]
  return access.map(({ kind, name, through, source }) => [
    ...who,
    `${kind} ${name}`,
    `${through} [${source}]`,
  ])
}

// A spreadsheet would run a cell that begins with one of these.
const csvCell = (text: string): string =>
  `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`

const markdownCell = (text: string): string =>
  text.replace(/[\\`*_{}[\]()#+!|<>~@]/g, (character) => `\\${character}`).replace(/[\r\n]+/g, ' ')

const asCsv = (rows: readonly Row[]): string =>
  [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')

const asMarkdown = (rows: readonly Row[]): string =>
  [columns, columns.map(() => '---'), ...rows.map((row) => row.map(markdownCell))]
    .map((row) => `| ${row.join(' | ')} |\n`)
    .join('')

const asText = (rows: readonly Row[]): string => aligned([columns, ...rows])

const writers = { text: asText, markdown: asMarkdown, csv: asCsv } as const

export const accessReport = (given: AccessReportArguments): Promise<void> =>
  orSaid(async () => {
    const people = await everybody(clientOf(given), given.organization)
    const { format, organization } = given
    process.stdout.write(
      format === 'json'
        ? `${JSON.stringify({ format: 1, organization, people }, null, 2)}\n`
        : writers[format](people.flatMap(rowsOf)),
    )
  })

export const writeSupportBundle = (given: SupportBundleArguments): Promise<void> =>
  orSaid(async () => {
    const { organization, out } = given
    const params = { organization }
    const bundle = await clientOf(given).call('getSupportBundle', { params })
    const text = `${JSON.stringify(bundle, null, 2)}\n`
    if (out === undefined) process.stdout.write(text)
    else writeFileSync(out, text, { mode: 0o600 })
  })
