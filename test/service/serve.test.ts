/** `mortise serve` as an operator runs it: its one line, its refusals, its end, and a power cut. */
import { createServer } from 'node:net'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { AdminClient } from '../../src/admin-api/index.js'
import { serve } from '../../src/service/index.js'
import { parseSettings } from '../../src/service/settings.js'
import { openStore } from '../../src/service/store/sql/store.js'
import { adminToken, killLeftovers, runServe, startServe } from './processes.js'
import { codeOf, organizationInput } from './support.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mortise-test-'))
})
afterAll(() => {
  killLeftovers()
  rmSync(folder, { recursive: true })
})
// Processes start in a second, or in ten when the machine is busy.
jest.setTimeout(60_000)

const clientOf = (url: string): AdminClient =>
  new AdminClient({
    serviceUrl: url,
    token: adminToken,
    fetch,
    retry: { tries: 1, baseDelay: 1, maxDelay: 1 },
  })

const base = {
  port: 0,
  host: '127.0.0.1',
  data: './data',
  env: { MORTISE_ADMIN_TOKEN: adminToken },
}

describe('settings', () => {
  test.each([
    ['no token', { env: {} }, 'admin-token-unusable'],
    ['a short token', { env: { MORTISE_ADMIN_TOKEN: 'x'.repeat(15) } }, 'admin-token-unusable'],
    [
      'a token with a blank',
      { env: { MORTISE_ADMIN_TOKEN: 'a b'.repeat(9) } },
      'admin-token-unusable',
    ],
    ['plain http beyond loopback', { publicUrl: 'http://sso.example' }, 'public-url-unusable'],
    ['a public URL with a path', { publicUrl: 'https://sso.example/x' }, 'public-url-unusable'],
    ['a public URL that is none', { publicUrl: 'sso.example' }, 'public-url-unusable'],
    ['every address, no public URL', { host: '0.0.0.0' }, 'insecure-exposure'],
    [
      'a rate that is none',
      { env: { MORTISE_ADMIN_TOKEN: adminToken, MORTISE_PEOPLE_RATE: '0' } },
      'people-rate-unusable',
    ],
    ['every address, http', { host: '::', publicUrl: 'http://localhost' }, 'insecure-exposure'],
  ])('refuse %s, naming the remedy', (_title, more, code) => {
    const refusal = (() => {
      try {
        return parseSettings({ ...base, ...more })
      } catch (error) {
        return error
      }
    })()
    expect(codeOf(refusal)).toBe(code)
  })

  test('behind TLS the public URL decides', () => {
    const settings = parseSettings({ ...base, host: '0.0.0.0', publicUrl: 'https://sso.example/' })
    expect(settings).toMatchObject({
      publicUrl: 'https://sso.example',
      allowLoopback: false,
      trustedProxies: [],
    })
  })

  test('rates that are set are set, the others left as they are', () => {
    const env = { ...base.env, MORTISE_PEOPLE_RATE: '9000', MORTISE_SCIM_RATE: '' }
    expect(parseSettings({ ...base, env }).rates).toEqual({ people: 9000 })
  })

  test('lists are read leniently, the database defaults to the data folder', () => {
    const env = { ...base.env, MORTISE_ALLOW_HOSTS: ' idp.internal, 10.0.0.1:8443,, ' }
    const settings = parseSettings({ ...base, data: '/data', env })
    expect(settings.allowHosts).toEqual(['idp.internal', '10.0.0.1:8443'])
    expect(settings.databaseUrl).toBe('file:/data/mortise.db')
  })
})

/** `serve` in this process: it never listens, so no second process is needed. */
async function failing(options: Partial<Parameters<typeof serve>[0]>): Promise<string> {
  let said = ''
  const before = process.exitCode
  await serve({
    ...base,
    data: join(folder, 'failing'),
    stderr: { write: (text) => (said += text) },
    ...options,
  })
  expect(process.exitCode).toBe(1)
  process.exitCode = before
  return said
    .split('\n')
    .filter((line) => line.startsWith('mortise serve: '))
    .join('\n')
}

describe('what stops the start is one clear line', () => {
  test('a port in use', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    expect(await failing({ port })).toContain(`port ${port} on 127.0.0.1 is in use`)
    other.close()
  })

  test('a data folder that cannot be one', async () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, 'x')
    expect(await failing({ data: join(file, 'data') })).toContain('cannot be used')
  })

  test('a file that is no database', async () => {
    const path = join(folder, 'no.db')
    writeFileSync(path, 'this is not a database, whatever its name says'.repeat(50))
    const env = { ...base.env, MORTISE_DATABASE_URL: `file:${path}` }
    expect(await failing({ env })).toContain('data-unusable')
    expect(readFileSync(path, 'utf8')).toContain('this is not a database')
  })

  test('a database of another kind', async () => {
    const env = { ...base.env, MORTISE_DATABASE_URL: 'postgres://user:secret@db/x' }
    const said = await failing({ env })
    expect(said).toContain('database-not-supported')
    expect(said).not.toContain('secret')
  })
})

test('without a token the process ends with 1 and says how to make one', async () => {
  const { code, stdout, stderr } = await runServe(['--port', '0', '--data', folder], {})
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(
    /^mortise serve: MORTISE_ADMIN_TOKEN is not set\. Make one: .*openssl rand/,
  )
})

test('one line on standard output; SIGTERM under load finishes what is in flight and ends with 0', async () => {
  const running = await startServe(join(folder, 'graceful'))
  const client = clientOf(running.url)
  let stopping = false
  const written: string[] = []
  const wrong: unknown[] = []
  const load = async (worker: number): Promise<void> => {
    for (let index = 0; ; index++) {
      const name = `w${worker}-${index}`
      try {
        await client.call('putOrganization', { params: { name }, body: organizationInput })
        written.push(name)
      } catch (error) {
        // Refused politely, or the door is already closed; never a broken answer before the signal.
        const code = codeOf(error)
        if (!stopping || !['shutting-down', 'service-unreachable'].includes(code ?? ''))
          wrong.push(error)
        return
      }
    }
  }
  const workers = Promise.all(Array.from({ length: 8 }, (_, worker) => load(worker)))
  await new Promise((resolve) => setTimeout(resolve, 400))
  stopping = true
  running.kill('SIGTERM')
  await workers
  const { code, stdout, stderr } = await running.finished
  expect(wrong).toEqual([])
  expect(code).toBe(0)
  expect(stdout.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(stdout)).toEqual({
    event: 'listening',
    url: running.url,
    adminUrl: `${running.url}/admin/v1`,
  })
  for (const line of stderr.trim().split('\n'))
    expect(() => JSON.parse(line) as unknown).not.toThrow()
  expect(stderr).not.toContain(adminToken)
  const store = await openStore(`file:${join(folder, 'graceful', 'mortise.db')}`)
  for (const name of written) expect(await store.organizations.find(name)).toBeDefined()
  await store.close()
})

test('kill -9 in the middle of writes: all that was answered is kept, nothing is half written', async () => {
  const data = join(folder, 'killed')
  const running = await startServe(data)
  const client = clientOf(running.url)
  const answered = new Map<string, number>()
  const write = async (name: string): Promise<void> => {
    for (let index = 0; ; index++) {
      const body = { ...organizationInput, displayName: `${name} ${index}` }
      const { version } = await client.call('putOrganization', { params: { name }, body })
      answered.set(name, version)
    }
  }
  const writers = Promise.allSettled(['a', 'b', 'c', 'd'].map(write))
  await new Promise((resolve) => setTimeout(resolve, 500))
  running.kill('SIGKILL')
  await writers
  await running.finished
  const store = await openStore(`file:${join(data, 'mortise.db')}`)
  const changes = await store.changes.list(1_000_000)
  for (const [name, version] of answered) {
    const kept = (await store.organizations.find(name))?.version ?? 0
    // The write in flight may have been kept without its answer having left.
    expect(kept - version).toBeGreaterThanOrEqual(0)
    expect(kept - version).toBeLessThanOrEqual(1)
    const rows = changes.filter(({ object }) => object === `organizations/${name}`)
    expect(rows).toHaveLength(kept)
  }
  expect(answered.size).toBe(4)
  await store.close()
  const again = await startServe(data)
  expect((await clientOf(again.url).call('listOrganizations')).items).toHaveLength(4)
  again.kill('SIGTERM')
  expect((await again.finished).code).toBe(0)
})
