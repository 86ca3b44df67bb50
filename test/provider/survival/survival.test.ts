/** Bad days, one by one, under a real terraform and a real service process: nothing is lost, nothing is doubled, and what to do next is said. */
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { AdminClient } from '../../../src/admin-api/index.js'
import {
  adminToken,
  killLeftovers,
  startServe,
  type ServeProcess,
} from '../../service/processes.js'
import { openGate, type Gate } from './gate.js'
import {
  groups,
  interrupt,
  openSurvivor,
  prepareProvider,
  root,
  type Survivor,
} from './workspace.js'

prepareProvider()

let service: ServeProcess
let gate: Gate
beforeAll(async () => {
  service = await startServe(join(root, 'data'))
  gate = await openGate(() => service.url)
})
afterEach(() => void (gate.weather = () => 'pass'))
afterAll(async () => {
  await gate.close()
  killLeftovers()
})

const pause = (milliseconds: number) => new Promise((wait) => setTimeout(wait, milliseconds))

async function groupsOf(organization: string) {
  const client = new AdminClient({ serviceUrl: service.url, token: adminToken, fetch })
  const query = { limit: 1_000 }
  return (await client.call('listGroups', { params: { organization }, query })).items
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached().catch(() => false))) await pause(25)
}

const countReaches = (organization: string, count: number) =>
  until(async () => (await groupsOf(organization)).length >= count)

/** Exactly so many, each written once and never again. */
async function expectUntouched(organization: string, count: number): Promise<void> {
  const versions = (await groupsOf(organization)).map(({ version }) => version)
  expect(versions).toEqual(Array.from({ length: count }, () => 1))
}

async function expectNothingToDo(at: Survivor): Promise<void> {
  const { code, output } = await at.terraform('plan', '-detailed-exitcode')
  expect([code, output]).toEqual([0, expect.stringContaining('No changes')])
}

async function apply(at: Survivor): Promise<void> {
  const { code, output } = await at.terraform('apply', '-auto-approve')
  expect([code, output]).toEqual([0, expect.stringContaining('Apply complete')])
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  return port
}

test('the service is down when Terraform starts, and comes up', async () => {
  const port = await freePort()
  const at = await openSurvivor(`http://127.0.0.1:${port}`)
  await at.configure(groups('late', 1))
  const applying = at.start('apply', '-auto-approve')
  await pause(1_500)
  const late = await startServe(join(root, 'late'), ['--port', String(port)])
  expect((await applying.finished).output).toContain('Apply complete! Resources: 2 added')
  late.kill('SIGKILL')
})

test('429 and 503 are waited out for as long as they ask', async () => {
  const at = await openSurvivor(gate.url)
  await at.configure(groups('asked-to-wait', 1))
  gate.weather = ({ method }, attempt) =>
    method === 'PUT' && attempt === 1 ? { status: 429, retryAfter: '1' } : 'pass'
  await apply(at)
  const puts = gate.seen.filter(
    ({ method, path }) => method === 'PUT' && path.endsWith('/organizations/asked-to-wait'),
  )
  expect(puts).toHaveLength(2)
  expect((puts[1]?.at ?? 0) - (puts[0]?.at ?? 0)).toBeGreaterThanOrEqual(1_000)
  gate.weather = (_, attempt) => (attempt % 2 === 1 ? { status: 503 } : 'pass')
  await expectNothingToDo(at)
})

test('an answer that is lost is asked for again, under the same key: one object, one version', async () => {
  const at = await openSurvivor(gate.url)
  await at.configure(groups('lost-answers', 5))
  gate.weather = ({ method }, attempt) => (method === 'PUT' && attempt === 1 ? 'lose' : 'pass')
  await apply(at)
  await expectUntouched('lost-answers', 5)
  const keys = gate.seen
    .filter(({ path }) => path.endsWith('lost-answers/groups/group-0'))
    .map(({ key }) => key)
  expect(keys.filter((key) => key !== undefined)).toHaveLength(2)
  expect(new Set(keys).size).toBe(1)
})

test('an update whose answer is lost meets its own work, and is content', async () => {
  const at = await openSurvivor(gate.url)
  await at.configure(groups('lost-updates', 3))
  await apply(at)
  await at.configure(groups('lost-updates', 3, '"guid-${count.index}"'))
  const before = gate.seen.length
  gate.weather = ({ method, path }) => {
    const puts = gate.seen
      .slice(before)
      .filter((each) => each.method === 'PUT' && each.path === path)
    return method === 'PUT' && puts.length === 1 ? 'lose' : 'pass'
  }
  await apply(at)
  expect((await groupsOf('lost-updates')).map(({ version }) => version)).toEqual([2, 2, 2])
  await expectNothingToDo(at)
})

test('a service that never answers: the time-out is the configuration’s, and the way out is told', async () => {
  const at = await openSurvivor(gate.url)
  const slow = `resource "mortise_organization" "it" {
    name         = "half-made"
    preset       = "sonarqube-cloud"
    display_name = "Half"
    timeouts     = { create = "500ms" }
  }`
  await at.configure(slow)
  gate.weather = ({ method }) => (method === 'PUT' ? 'hold' : 'pass')
  const timedOut = await at.terraform('apply', '-auto-approve')
  expect(timedOut.output).toContain('Timed out: create mortise_organization')
  gate.weather = () => 'pass'
  // The service did hear: the object is there, and Terraform's state does not know.
  const again = await at.terraform('apply', '-auto-approve')
  expect(again.output).toContain('exists already, exactly as configured')
  await at.configure(`${slow}\nimport {\n  to = mortise_organization.it\n  id = "half-made"\n}`)
  expect((await at.terraform('apply', '-auto-approve')).output).toContain('1 imported, 0 added')
})

describe('in the middle of an apply', () => {
  test('the service is killed and started again: two hundred of two hundred, each once', async () => {
    const port = await freePort()
    const data = join(root, 'restarted')
    service = await startServe(data, ['--port', String(port)])
    const at = await openSurvivor(service.url)
    await at.configure(groups('restarted', 200))
    const applying = at.start('apply', '-auto-approve', '-parallelism=30')
    await countReaches('restarted', 40)
    service.kill('SIGKILL')
    await pause(500)
    service = await startServe(data, ['--port', String(port)])
    expect((await applying.finished).output).toContain('Resources: 201 added')
    await expectUntouched('restarted', 200)
    await expectNothingToDo(at)
  })

  test('Ctrl-C: what is under way is finished and remembered, the rest is left, Terraform ends soon', async () => {
    const at = await openSurvivor(gate.url)
    await at.configure(groups('interrupted', 60))
    gate.weather = ({ method }) => (method === 'PUT' ? { delay: 300 } : 'pass')
    const applying = at.start('apply', '-auto-approve')
    await countReaches('interrupted', 10)
    const asked = performance.now()
    interrupt(applying)
    expect((await applying.finished).code).toBe(1)
    expect(performance.now() - asked).toBeLessThan(5_000)
    const made = (await groupsOf('interrupted')).length
    expect(made).toBeLessThan(60)
    gate.weather = () => 'pass'
    expect((await at.terraform('apply', '-auto-approve')).output).toContain(
      `Resources: ${60 - made} added`,
    )
    await expectUntouched('interrupted', 60)
  })

  test('Terraform is killed: what it could not remember is taken over, once and when asked', async () => {
    const at = await openSurvivor(gate.url)
    await at.configure(groups('orphans', 40))
    gate.weather = ({ method }) => (method === 'PUT' ? { delay: 100 } : 'pass')
    const applying = at.start('apply', '-auto-approve')
    await countReaches('orphans', 15)
    applying.child.kill('SIGKILL')
    await applying.finished
    gate.weather = () => 'pass'
    const again = await at.terraform('apply', '-auto-approve')
    expect([again.code, again.output]).toEqual([
      1,
      expect.stringContaining('MORTISE_ADOPT_IDENTICAL=true'),
    ])
    const adopting = await openSurvivor(gate.url, { MORTISE_ADOPT_IDENTICAL: 'true' })
    await adopting.configure(groups('orphans', 40))
    await apply(adopting)
    await expectUntouched('orphans', 40)
    await expectNothingToDo(adopting)
  })
})

test('adopting takes over what is identical, and nothing else', async () => {
  const at = await openSurvivor(gate.url, { MORTISE_ADOPT_IDENTICAL: 'true' })
  const titled = (title: string) => `resource "mortise_organization" "it" {
    name         = "theirs"
    preset       = "sonarqube-cloud"
    display_name = "${title}"
  }`
  await at.configure(titled('Theirs'))
  await apply(at)
  const other = await openSurvivor(gate.url, { MORTISE_ADOPT_IDENTICAL: 'true' })
  await other.configure(titled('Ours'))
  const { code, output } = await other.terraform('apply', '-auto-approve')
  expect([code, output]).toEqual([1, expect.stringContaining('differs from the configuration')])
})

test('thirty at a time under TF_LOG=trace: no panic, and no secret in the log', async () => {
  const log = join(root, 'trace.log')
  const at = await openSurvivor(gate.url, { TF_LOG: 'trace', TF_LOG_PATH: log })
  await at.configure(groups('traced', 60))
  expect((await at.terraform('apply', '-auto-approve', '-parallelism=30')).code).toBe(0)
  const { readFile } = await import('node:fs/promises')
  const text = await readFile(log, 'utf8')
  expect(text).toContain('provider.mortise')
  expect(text).not.toContain(adminToken)
  expect(text).not.toMatch(/panic:|MaxListenersExceeded/)
})

test('terraform test, with this provider mocked: no service is needed', async () => {
  const at = await openSurvivor('http://127.0.0.1:9')
  await at.configure(`${groups('mocked', 2)}
    output "group" { value = mortise_group.it[1].name }`)
  const { mkdir, writeFile } = await import('node:fs/promises')
  await mkdir(join(at.folder, 'tests'))
  await writeFile(
    join(at.folder, 'tests', 'mocked.tftest.hcl'),
    `mock_provider "mortise" {}
     run "applies" {
       assert {
         condition     = output.group == "group-1"
         error_message = "wrong name"
       }
     }`,
  )
  const { code, output } = await at.terraform('test')
  expect([code, output]).toEqual([0, expect.stringContaining('1 passed, 0 failed')])
})
