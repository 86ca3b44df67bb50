/** A service in this process, over a real SQLite file and real HTTP, with a clock of its own. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AdminClient } from '../../src/admin-api/index.js'
import { Refusal } from '../../src/core/index.js'
import {
  createLog,
  createService,
  openStore,
  type Service,
  type ServiceOptions,
  type Store,
} from '../../src/service/index.js'
import { adminToken } from './processes.js'

export { adminToken } from './processes.js'

export const codeOf = (error: unknown): string | undefined =>
  Refusal.is(error) ? error.finding.code : undefined

/** A clock that stands still until it is moved. */
export class Clock {
  #now = Date.now()
  readonly now = (): Date => new Date(this.#now)
  advance(minutes: number): void {
    this.#now += minutes * 60_000
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Record<string, unknown>
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
  }
}

export interface TestService {
  readonly url: string
  readonly service: Service
  readonly store: Store
  /** Where its database is. */
  readonly folder: string
  readonly clock: Clock
  readonly client: AdminClient
  readonly logged: string[]
  /** Never follows redirects. */
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  /** The admin API with the token, below /admin/v1. */
  admin(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
  close(): Promise<void>
}

/** A database with our schema and nothing else, made once for each file of tests: making it takes longer than most tests. */
let empty: Promise<readonly Buffer[]> | undefined
/** What has been written is in the second one still. */
const files = ['mortise.db', 'mortise.db-wal']

async function makeEmpty(): Promise<readonly Buffer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mortise-test-'))
  const store = await openStore(`file:${join(folder, 'mortise.db')}`)
  const bytes = files.map((file) => readFileSync(join(folder, file)))
  await store.close()
  rmSync(folder, { recursive: true })
  return bytes
}

async function openIn(folder: string): Promise<Store> {
  const bytes = await (empty ??= makeEmpty())
  for (const [index, file] of files.entries()) writeFileSync(join(folder, file), bytes[index] ?? '')
  return openStore(`file:${join(folder, 'mortise.db')}`)
}

export async function startTestService({
  host = '127.0.0.1',
  ...options
}: Partial<ServiceOptions> & { readonly host?: string } = {}): Promise<TestService> {
  const folder = mkdtempSync(join(tmpdir(), 'mortise-test-'))
  const store = options.store ?? (await openIn(folder))
  const clock = new Clock()
  const logged: string[] = []
  const service = await createService({
    store,
    adminToken,
    log: createLog({ write: (line) => void logged.push(line) }),
    now: clock.now,
    outgoing: { allowLoopback: true },
    rates: { people: 1_000_000, admin: 1_000_000, passwords: 1_000_000 },
    ...options,
  })
  await service.listen({ host, port: 0 })
  const port = (service.app.server.address() as { port: number }).port
  const url = `http://${host}:${port}`
  const send = async (path: string, init: RequestInit): Promise<Answer> =>
    answerOf(await fetch(`${url}${path}`, { redirect: 'manual', ...init }))
  return {
    url,
    service,
    store,
    folder,
    clock,
    logged,
    client: new AdminClient({ serviceUrl: url, token: adminToken, fetch }),
    get: (path, headers = {}) => send(path, { headers }),
    admin: (method, path, body, headers = {}) =>
      send(`/admin/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${adminToken}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    close: async () => {
      await service.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export const organizationInput = {
  preset: 'sonarqube-cloud',
  displayName: 'Acme',
  roleRules: [{ group: 'Platform Admins', role: 'create-projects' }],
}
