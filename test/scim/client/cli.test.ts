/** mortise scim-check as it is run: where the token comes from, what is said and where, and how it ends. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createPlainServer } from 'node:http'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scimCheck, type ScimCheckOptions } from '../../../src/cli/scim-check.js'
import { Refusal } from '../../../src/core/index.js'
import { ScimClient } from '../../../src/scim-client/index.js'
import { startTestDirectory, type TestDirectory } from '../../service/scim/support.js'
import { startFaulty, type Fault, type Said } from './faulty.js'

let directory: TestDirectory
let folder: string
beforeAll(async () => {
  directory = await startTestDirectory('torque')
  folder = mkdtempSync(join(tmpdir(), 'mortise-test-'))
})
afterAll(async () => {
  await directory.close()
  rmSync(folder, { recursive: true })
})

interface Run {
  readonly url?: string
  readonly env?: Readonly<Record<string, string>>
  readonly isWatched?: boolean
}

async function run(more: Partial<ScimCheckOptions> = {}, surroundings: Run = {}) {
  const { url = directory.baseUrl, env, isWatched = false } = surroundings
  const said = { stdout: '', stderr: '' }
  const options = { format: 'text', usersOnly: false, domain: 'example.com', as: ['rfc'] } as const
  const code = await scimCheck(
    url,
    { ...options, ...more },
    {
      env: env ?? { MORTISE_SCIM_TOKEN: directory.token },
      now: () => new Date(),
      out: (text) => (said.stdout += text),
      say: (text) => (said.stderr += text),
      isWatched,
    },
  )
  expect(said.stdout + said.stderr).not.toContain(directory.token)
  return { code, ...said }
}

async function runBefore(fault: Fault, more: Partial<ScimCheckOptions> = {}) {
  const faulty = await startFaulty(directory.baseUrl, fault)
  const said = await run(more, { url: faulty.baseUrl })
  await faulty.close()
  return said
}

describe('what holds', () => {
  test('is said in text, JSON and JUnit, and it ends with 0', async () => {
    const text = await run()
    const last = expect.stringMatching(/\n\d+ passed, 0 failed, \d+ skipped\n$/)
    expect([text.code, text.stdout, text.stderr]).toEqual([0, last, ''])
    const { stdout } = await run({ format: 'json' })
    expect(JSON.parse(stdout)).toMatchObject({ manners: ['rfc'], summary: { failed: 0 } })
    const output = join(folder, 'report.xml')
    expect((await run({ format: 'junit', output })).stdout).toBe('')
    const suite = /<testsuite name="scim.rfc" tests="\d+" failures="0"/
    expect(readFileSync(output, 'utf8')).toMatch(suite)
  })

  test('who watches sees how far it is, and the line is gone at the end', async () => {
    const { stderr } = await run({}, { isWatched: true })
    expect(stderr).toContain('5 asked, as rfc: ')
    expect(stderr.endsWith('\r\u001b[2K')).toBe(true)
  })

  test('the token may come from a variable of another name, or with the command', async () => {
    const { token } = directory
    expect((await run({ tokenEnv: 'OTHER' }, { env: { OTHER: token } })).code).toBe(0)
    expect((await run({ token }, { env: {} })).code).toBe(0)
  })

  test('without groups, where nobody wants to know of them', async () => {
    const { stdout } = await run({ usersOnly: true, as: ['okta', 'okta-oin'] })
    expect(stdout).toContain('As okta-aiw')
    expect(stdout.match(/As okta-oin/g)).toHaveLength(1)
    expect(stdout).toContain('the server has no groups')
  })
})

test('ends with 2 when something does not hold, with the remedy and never the token', async () => {
  const fault: Fault = async (passing, forward) => {
    const said = await forward(passing)
    if (passing.method !== 'POST' || said.status !== 201) return said
    // It repeats what it was sent, the token too.
    const detail = `<bad> ${passing.headers.authorization ?? ''}`
    return { ...said, status: 500, body: JSON.stringify({ detail }) }
  }
  const text = await runBefore(fault)
  expect([text.code, text.stdout]).toEqual([2, expect.stringContaining('✗ A person is created')])
  expect(text.stdout).toContain('Answer 201 with the whole resource')
  const junit = await runBefore(fault, { format: 'junit' })
  expect(junit.stdout).toContain('&lt;bad&gt; Bearer …')
})

const html = (status: number, headers: Record<string, string> = {}): Said => ({
  ...{ status, headers: { 'content-type': 'text/html', ...headers }, body: '<h1>Hello</h1>' },
})

describe('ends with 1 when it cannot ask', () => {
  test.each([
    ['scim-token-missing', { tokenEnv: 'NOWHERE' }, undefined],
    ['scim-token-unusable', { token: 'Bearer abc' }, undefined],
    ['scim-token-refused', { token: 'x'.repeat(40) }, undefined],
    ['scim-manner-unknown', { as: ['ping'] }, undefined],
    ['usage', { domain: 'no domain' }, undefined],
    ['file-unwritable', { output: '/nowhere/at/all' }, undefined],
    ['scim-url-unusable', {}, 'http://scim.example.com/v2'],
    ['scim-url-unusable', {}, 'https://user:secret@scim.example.com/v2'],
    ['scim-unreachable', {}, 'http://127.0.0.1:1/scim'],
  ])('%s', async (code, more, url) => {
    const said = await run(more, url === undefined ? {} : { url })
    expect([said.code, said.stdout]).toEqual([1, ''])
    expect(said.stderr).toContain(`[${code}]`)
    expect(said.stderr).not.toContain('secret')
  })

  test.each([
    ['scim-not-there', html(404)],
    ['scim-redirected', html(308, { location: 'https://login.example/?token=1' })],
    ['scim-answer-too-large', { ...html(200), body: 'x'.repeat(6 * 1024 * 1024) }],
  ])('%s', async (code, said) => {
    const { code: ended, stderr } = await runBefore(async () => said)
    expect([ended, stderr]).toEqual([1, expect.stringContaining(`[${code}]`)])
    expect(stderr).not.toContain('token=1')
  })

  test('scim-token-forbidden: a token without the permission (T53)', async () => {
    const body = { permissions: ['Read Users'] }
    const weak = await directory.admin('PUT', '/directories/acme/tokens/weak', body)
    const { code, stderr } = await run({ token: String(weak.json['value']) })
    expect([code, stderr]).toEqual([1, expect.stringContaining('[scim-token-forbidden]')])
  })

  test('scim-tls-refused: a certificate nobody vouches for', async () => {
    const read = (name: string) =>
      readFileSync(new URL(`../../golden/saml/test-keys/TEST-ONLY-${name}.pem`, import.meta.url))
    const server = createServer({ key: read('sp.key'), cert: read('sp.crt') })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const said = await run({}, { url: `https://127.0.0.1:${port}/scim` })
    await new Promise((resolve) => server.close(resolve))
    expect([said.code, said.stderr]).toEqual([1, expect.stringContaining('[scim-tls-refused]')])
    expect(said.stderr).toContain('NODE_EXTRA_CA_CERTS')
  })
})

test('a server that begins an answer and never ends it is given up', async () => {
  const faulty = await startFaulty(directory.baseUrl, async () => ({
    ...{ status: 200, headers: { 'content-length': '100' }, body: '{' },
  }))
  const { baseUrl } = faulty
  const client = new ScimClient({ baseUrl, token: directory.token, timeout: 150 })
  await expect(client.ask({ method: 'GET', path: '/Users' })).rejects.toThrow('scim-unreachable')
  await faulty.close()
})

test.each([
  ['GET', 1, 200],
  ['GET', 2, 'scim-unreachable'],
  ['POST', 1, 'scim-unreachable'],
] as const)('%s of a connection closed %d times ends in %s', async (method, times, expected) => {
  let closed = 0
  const server = createPlainServer((request, response) => {
    if (closed++ < times) request.socket.destroy()
    else response.end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const client = new ScimClient({ baseUrl: `http://127.0.0.1:${port}`, token: directory.token })
  const ended = await client.ask({ method, path: '/Users' }).then(
    ({ status }) => status,
    (error: unknown) => (Refusal.is(error) ? error.finding.code : error),
  )
  expect(ended).toBe(expected)
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

test('waits as a server that is asked too much says', async () => {
  let refused = 0
  const faulty = await startFaulty(directory.baseUrl, async (passing, forward) =>
    (refused += 1) > 2
      ? forward(passing)
      : { status: 429, headers: { 'retry-after': '7' }, body: '' },
  )
  const waited: number[] = []
  const { baseUrl } = faulty
  const wait = async (ms: number) => void waited.push(ms)
  const client = new ScimClient({ baseUrl, token: directory.token, wait })
  expect((await client.ask({ method: 'GET', path: '/Users' })).status).toBe(200)
  expect(waited).toEqual([7000, 7000])
  await faulty.close()
})
