/** scim-check against our own server under every preset, and against one that is wrong in one way at a time. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scimCheck, type ScimCheckOptions } from '../../../src/cli/scim-check.js'
import { checks } from '../../../src/scim-client/checks/run.js'
import { checkScim, manners, mannersNamed, ScimClient } from '../../../src/scim-client/index.js'
import { startTestDirectory, type TestDirectory } from '../../service/scim/support.js'
import { startFaulty } from './faulty.js'
import { faults } from './faults.js'

let runs = 0
const check = (baseUrl: string, token: string, as: readonly string[]) =>
  checkScim({
    client: new ScimClient({ baseUrl, token }),
    manners: as.flatMap(mannersNamed),
    run: `t${(runs += 1)}`,
  })

describe.each(['torque', 'qualified', 'sonarqube-cloud'])('our own server under %s', (preset) => {
  let directory: TestDirectory
  beforeAll(async () => {
    directory = await startTestDirectory(preset)
  })
  afterAll(() => directory.close())

  test.each(manners.map(({ key }) => key))(
    'holds everything as %s, and is left clean',
    async (as) => {
      const { results, leftBehind } = await check(directory.baseUrl, directory.token, [as])
      expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([])
      const skipped = results.filter(({ outcome }) => outcome === 'skipped')
      expect(skipped.length > 0).toBe(preset !== 'sonarqube-cloud')
      expect(skipped.every(({ detail }) => detail === 'the server has no groups')).toBe(true)
      expect(leftBehind).toEqual([])
      expect((await directory.scim('/Users?count=0')).json['totalResults']).toBe(0)
    },
  )
})

describe('a server that is wrong in one way', () => {
  let directory: TestDirectory
  beforeAll(async () => {
    directory = await startTestDirectory('sonarqube-cloud')
  })
  afterAll(() => directory.close())

  test('every check has a fault that it must notice', () => {
    const noticed = new Set(faults.map((row) => row.check))
    expect(checks.map(({ id }) => id).filter((id) => !noticed.has(id))).toEqual([])
  })

  test.each(faults.map((row) => [row.check, row.as, row.does, row.fault] as const))(
    '%s, as %s: a server that %s',
    async (id, as, _, fault) => {
      const faulty = await startFaulty(directory.baseUrl, fault)
      const { results } = await check(faulty.baseUrl, directory.token, [as])
      await faulty.close()
      const result = results.find((one) => one.id === id)
      expect(result).toMatchObject({ outcome: 'failed', detail: expect.any(String) })
      expect(result?.remedy).not.toBe('')
    },
  )
})

describe('mortise scim-check', () => {
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

  async function run(more: Partial<ScimCheckOptions> = {}, url = directory.baseUrl) {
    const said = { stdout: '', stderr: '' }
    const options = {
      format: 'text',
      usersOnly: false,
      domain: 'example.com',
      as: ['rfc'],
    } as const
    const code = await scimCheck(
      url,
      { ...options, tokenEnv: 'SCIM_TOKEN', ...more },
      {
        env: { SCIM_TOKEN: directory.token },
        stdout: { write: (text) => (said.stdout += text) },
        stderr: { write: (text) => (said.stderr += text) },
      },
    )
    expect(said.stdout + said.stderr).not.toContain(directory.token)
    return { code, ...said }
  }

  test('says in text, JSON and JUnit what holds, and ends with 0', async () => {
    const text = await run()
    expect([text.code, text.stdout]).toEqual([
      0,
      expect.stringMatching(/ 0 failed, \d+ skipped\n$/),
    ])
    const { stdout } = await run({ format: 'json' })
    expect(JSON.parse(stdout)).toMatchObject({ manners: ['rfc'], summary: { failed: 0 } })
    const output = join(folder, 'report.xml')
    expect((await run({ format: 'junit', output })).stdout).toBe('')
    expect(readFileSync(output, 'utf8')).toMatch(
      /<testsuite name="scim.rfc" tests="\d+" failures="0"/,
    )
  })

  test('ends with 1 when something does not hold, with the remedy and never the token', async () => {
    const faulty = await startFaulty(directory.baseUrl, async (passing, forward) => {
      const said = await forward(passing)
      if (passing.method !== 'POST' || said.status !== 201) return said
      // It repeats what it was sent, the token too.
      const detail = `<bad> ${passing.headers.authorization ?? ''}`
      return { ...said, status: 500, body: JSON.stringify({ detail }) }
    })
    const text = await run({}, faulty.baseUrl)
    expect([text.code, text.stdout]).toEqual([1, expect.stringContaining('✗ A person is created')])
    const junit = await run({ format: 'junit' }, faulty.baseUrl)
    expect(junit.stdout).toContain('&lt;bad&gt; Bearer …')
    await faulty.close()
  })

  test.each([
    ['scim-token-missing', { tokenEnv: 'NOWHERE' }, undefined],
    ['scim-token-unusable', { tokenEnv: undefined, token: 'Bearer abc' }, undefined],
    ['scim-manner-unknown', { as: ['ping'] }, undefined],
    ['scim-url-unusable', {}, 'http://scim.example.com/v2'],
    ['scim-url-unusable', {}, 'https://user:secret@scim.example.com/v2'],
    ['scim-unreachable', {}, 'http://127.0.0.1:1/scim'],
  ])('ends with 2 and %s when it cannot ask', async (code, more, url) => {
    const said = await run(more as Partial<ScimCheckOptions>, url)
    expect([said.code, said.stdout]).toEqual([2, ''])
    expect(said.stderr).toContain(`[${code}]`)
    expect(said.stderr).not.toContain('secret')
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
})
