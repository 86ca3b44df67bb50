/**
 * Ory Polis (SAML Jackson) over SQLite, WAL; its request handler behind the leanest HTTP server Node has. Its page limit is
 * lifted: with its own of 50 it reports 50 as the total of everybody.
 */
import Database from 'libsql'
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { idOf, personBody, userNameOf } from '../people.js'
import { fill } from './filling.js'

const [, , folder = '', users = '0'] = process.argv
const peer = createRequire(import.meta.url)
const path = join(folder, 'polis.db')

interface Directory {
  readonly id: string
  readonly scim: { readonly secret: string }
}
interface Answer {
  readonly status: number
  readonly data: unknown
}
interface DirectorySync {
  readonly directories: {
    create(directory: object): Promise<{ data: Directory }>
  }
  readonly requests: { handle(request: object, told: () => Promise<void>): Promise<Answer> }
}

/** The driver it would compile for a minute; this one has the same API and its binaries with it. */
class Durable extends Database {
  constructor(file: string, options?: Database.Options) {
    super(file, options)
    this.pragma('journal_mode = WAL')
    this.pragma('synchronous = FULL')
  }
}
const jacksonRequire = createRequire(peer.resolve('@boxyhq/saml-jackson'))
const driver = jacksonRequire.resolve('better-sqlite3')
jacksonRequire.cache[driver] = {
  ...({ id: driver, filename: driver, loaded: true, children: [], paths: [] } as object),
  exports: Durable,
} as unknown as NodeJS.Module

const { controllers } = peer('@boxyhq/saml-jackson') as {
  readonly controllers: (options: object) => Promise<{ directorySyncController: DirectorySync }>
}
const quiet = () => undefined
const { directorySyncController: sync } = await controllers({
  externalUrl: 'http://127.0.0.1',
  samlPath: '/saml',
  samlAudience: 'https://bench.example',
  clientSecretVerifier: 'bench',
  db: { engine: 'sql', type: 'sqlite', url: path, pageLimit: 10_000_000 },
  logger: { info: quiet, warn: quiet, error: quiet },
  noAnalytics: true,
})
const { data: directory } = await sync.directories.create({
  ...{ tenant: 'acme', product: 'bench', name: 'acme', type: 'okta-scim-v2' },
})
const about = { directoryId: directory.id, apiSecret: directory.scim.secret }
/** What it would tell a webhook of. */
const told = () => Promise.resolve()
const ask = (request: object) =>
  sync.requests.handle({ ...about, resourceType: 'Users', ...request }, told)

/** Its keys are digests. */
const digestOf = (text: string): string => createHash('ripemd160').update(text).digest('hex')
const nameDigestOf = (n: number): string => digestOf(`${directory.id}:${userNameOf(n)}`)

/** One by its own API; the rest are copies of its rows, so that they are as it writes them. */
const { data } = await ask({ method: 'POST', query: {}, body: personBody(1) })
const first = (data as { readonly id: string }).id
fill(path, Number(users), (database) => {
  database.pragma('busy_timeout = 5000')
  const { _metadata: __, ...stored } = database
    .prepare('SELECT * FROM jackson_store WHERE value LIKE ?')
    .get(`%${first}%`) as Record<string, unknown>
  const indexed = database
    .prepare('SELECT * FROM jackson_index WHERE storeKey = ?')
    .all(stored['key']) as Record<string, unknown>[]
  database.prepare('DELETE FROM jackson_index WHERE storeKey = ?').run(stored['key'])
  database.prepare('DELETE FROM jackson_store WHERE key = ?').run(stored['key'])
  const { id: _, ...columns } = indexed[0] ?? {}
  const marks = (row: object) =>
    Object.keys(row)
      .map(() => '?')
      .join(', ')
  const insertStore = database.prepare(
    `INSERT INTO jackson_store (${Object.keys(stored).join(', ')}) VALUES (${marks(stored)})`,
  )
  const insertIndex = database.prepare(
    `INSERT INTO jackson_index (${Object.keys(columns).join(', ')}) VALUES (${marks(columns)})`,
  )
  return (n) => {
    const person = JSON.stringify(personBody(n)).slice(1, -1)
    const as = (value: unknown): unknown =>
      typeof value === 'string'
        ? value
            .replace(JSON.stringify(personBody(1)).slice(1, -1), person)
            .replaceAll(first, idOf(n))
            .replaceAll(userNameOf(1), userNameOf(n))
            .replaceAll(digestOf(first), digestOf(idOf(n)))
            .replaceAll(nameDigestOf(1), nameDigestOf(n))
        : value
    insertStore.run(...(Object.values(stored).map(as) as string[]))
    for (const { id: ___, ...row } of indexed)
      insertIndex.run(...(Object.values(row).map(as) as string[]))
  }
})

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    request
      .setEncoding('utf8')
      .on('data', (chunk: string) => (text += chunk))
      .on('end', () => resolve(text))
      .on('error', reject)
  })
}

const server = createServer((request, response) => {
  void (async () => {
    const url = new URL(request.url ?? '', 'http://bench')
    const text = await bodyOf(request)
    const number = (name: string) => {
      const value = url.searchParams.get(name)
      return value === null ? undefined : Number(value)
    }
    const { status, data: answer } = await ask({
      method: request.method,
      apiSecret: (request.headers.authorization ?? '').replace('Bearer ', ''),
      resourceId: url.pathname.split('/')[3],
      query: {
        count: number('count'),
        startIndex: number('startIndex'),
        filter: url.searchParams.get('filter') ?? undefined,
      },
      body: text === '' ? undefined : JSON.parse(text),
    })
    const payload = Buffer.from(JSON.stringify(answer))
    response
      .writeHead(status, {
        'content-type': 'application/scim+json',
        'content-length': payload.length,
      })
      .end(payload)
  })()
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number }
  const ready = { port, path: '/scim', token: directory.scim.secret }
  process.stdout.write(`${JSON.stringify(ready)}\n`)
})
