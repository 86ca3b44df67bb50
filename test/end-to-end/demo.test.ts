/** The demo as a newcomer runs it: the built command, real terraform, real sign-in. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'

jest.setTimeout(180_000)

const command = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mortise-test-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

interface Demo {
  readonly child: ChildProcess
  readonly output: () => string
  said(text: string): Promise<void>
  ended(): Promise<number | null>
}

/** The demo with a temporary folder of its own, so that what it leaves behind can be seen. */
function startDemo(args: string[] = [], env: Record<string, string> = {}): Demo {
  const child = spawn(process.execPath, [command, 'demo', ...args], {
    env: { ...process.env, TMPDIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const hear = (chunk: Buffer): void => void (text += chunk.toString())
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const closed = once(child, 'close') as Promise<[number | null]>
  return {
    child,
    output: () => text,
    async said(expected) {
      while (!text.includes(expected)) {
        if (child.exitCode !== null) throw new Error(`ended without saying ${expected}:\n${text}`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    ended: async () => (await closed)[0],
  }
}

const inProc = (pid: string, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return '' // ended meanwhile, or another user's
  }
}

/** Processes that still carry the demo's folder in their environment or arguments (Linux only). */
const leftRunning = (): string[] =>
  (existsSync('/proc') ? readdirSync('/proc') : [])
    .filter((entry) => /^\d+$/.test(entry) && entry !== String(process.pid))
    .filter((pid) => `${inProc(pid, 'cmdline')}${inProc(pid, 'environ')}`.includes(folder))
    .map((pid) => inProc(pid, 'cmdline').replaceAll('\0', ' '))

const expectNothingLeft = (): void => {
  expect(leftRunning()).toEqual([])
  expect(readdirSync(folder)).toEqual([])
}

describe('mortise demo', () => {
  test('runs the whole product once and leaves nothing behind', async () => {
    const demo = startDemo()
    expect([await demo.ended(), demo.output()]).toEqual([
      0,
      expect.stringContaining('All 10 steps held'),
    ])
    const output = demo.output()
    for (const said of [
      'Plan: 4 to add, 0 to change, 0 to destroy.',
      'No changes.',
      'Plan: 0 to add, 1 to change, 0 to destroy.',
      'enabling it untested was refused: test-missing',
      'test passed:',
      'roles: administer-organization',
      'member of "Platform Admins"',
      'response-replayed',
    ]) {
      expect(output).toContain(said)
    }
    expectNothingLeft()
  })

  test('says in one line how to get a missing terraform', async () => {
    const demo = startDemo([], { MORTISE_TERRAFORM: 'no-such-terraform' })
    expect(await demo.ended()).toBe(1)
    expect(demo.output().trim().split('\n')).toHaveLength(1)
    expect(demo.output()).toMatch(/no-such-terraform was not found: install Terraform/)
    expectNothingLeft()
  })

  test('Ctrl-C stops and removes everything', async () => {
    const demo = startDemo()
    await demo.said('metadata at http')
    demo.child.kill('SIGINT')
    expect(await demo.ended()).toBe(130)
    expectNothingLeft()
  })

  test('a step that fails fails the demo, and cleans up', async () => {
    // An apply that cannot reach the service: terraform is real, its arguments are not.
    const demo = startDemo([], { MORTISE_TERRAFORM: '/bin/false' })
    expect(await demo.ended()).toBe(1)
    expectNothingLeft()
  })

  test('--keep leaves service and IdP running, with their URLs, until told to stop', async () => {
    const demo = startDemo(['--keep'])
    await demo.said('Running until Ctrl-C')
    await demo.said('practice IdP  http')
    const url = /service +(http\S+)/.exec(demo.output())?.[1] ?? ''
    const idp = /practice IdP +(http\S+)/.exec(demo.output())?.[1] ?? ''
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect((await fetch(`${idp}/metadata`)).status).toBe(200)
    demo.child.kill('SIGTERM')
    expect(await demo.ended()).toBe(0)
    await expect(fetch(`${url}/readyz`)).rejects.toThrow()
    expectNothingLeft()
  })
})
