/** `mortise access-report` and `mortise support-bundle`: asks a running service, prints or writes what it says. */
import { writeFileSync } from 'node:fs'
import { AdminClient, type AccessBody } from '../admin-api/index.js'
import { Refusal } from '../core/index.js'

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

const noToken = (): Refusal =>
  new Refusal({
    code: 'token-missing',
    owner: 'caller',
    detail: 'there is no admin token',
    remedy: 'Set MORTISE_ADMIN_TOKEN to the admin token of the service.',
  })

function clientFor({ service }: AskArguments): AdminClient {
  const token = process.env['MORTISE_ADMIN_TOKEN']
  if (!token) throw noToken()
  return new AdminClient({ serviceUrl: service, token, fetch: globalThis.fetch })
}

/** Prints what a Refusal says, and ends with 1; anything else is a bug and goes on. */
async function orSaid(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const { code, detail, remedy } = error.finding
    process.stderr.write(`error: ${code}: ${detail}\n${remedy}\n`)
    process.exitCode = 1
  }
}

async function everybody(
  client: AdminClient,
  organization: string,
): Promise<readonly AccessBody[]> {
  const people: AccessBody[] = []
  for (let after: string | undefined; ;) {
    const query = { limit: 1000, ...(after === undefined ? {} : { after }) }
    const { items, next } = await client.call('listAccess', { params: { organization }, query })
    people.push(...items)
    if (next === null) return people.sort((a, b) => (a.login < b.login ? -1 : 1))
    after = next
  }
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

function asText(rows: readonly Row[]): string {
  const widths = columns.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  )
  return [columns, ...rows]
    .map(
      (row) =>
        `${row
          .map((cell, index) => cell.padEnd(widths[index] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

const writers = { text: asText, markdown: asMarkdown, csv: asCsv } as const

export const accessReport = (given: AccessReportArguments): Promise<void> =>
  orSaid(async () => {
    const people = await everybody(clientFor(given), given.organization)
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
    const bundle = await clientFor(given).call('getSupportBundle', { params })
    const text = `${JSON.stringify(bundle, null, 2)}\n`
    if (out === undefined) process.stdout.write(text)
    else writeFileSync(out, text, { mode: 0o600 })
  })
