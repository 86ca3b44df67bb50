/** The provider is installed, used, and gone when it should be: after Shutdown, and after a Terraform that said nothing. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { calls } from '../../../src/provider/protocol/calls.js'
import { cleanEnvironment, runTerraform } from '../framework/terraform.js'
import {
  asPlugin,
  ask,
  call,
  children,
  dial,
  directory,
  executable,
  partsOf,
  pause,
  preparePlugin,
  soon,
  start,
} from './plugin.js'

preparePlugin()

describe('being gone', () => {
  test(
    'Shutdown: answered, then obeyed, and nothing is left behind',
    async () => {
      const started = asPlugin()
      const { address } = partsOf(await started.firstLine)
      const session = await dial(started)
      const asked = performance.now()
      expect(
        (await call(session, '/plugin.GRPCController/Shutdown', new Uint8Array())).status,
      ).toBe('0')
      expect(await started.exit).toBe(0)
      expect(performance.now() - asked).toBeLessThan(2_000)
      expect(existsSync(dirname(address))).toBe(false)
    },
    soon,
  )

  test(
    'the last connection ends without a word',
    async () => {
      const started = asPlugin()
      const [first, second] = [await dial(started), await dial(started)]
      await ask(first, 'GetMetadata', {}, calls.GetMetadata.response)
      await ask(second, 'GetMetadata', {}, calls.GetMetadata.response)
      first.destroy()
      await pause(600)
      await ask(second, 'GetMetadata', {}, calls.GetMetadata.response)
      second.destroy()
      expect(await started.exit).toBe(0)
    },
    soon,
  )

  test(
    'not by Ctrl-C: that is Terraform’s to decide',
    async () => {
      const started = asPlugin()
      const session = await dial(started)
      await ask(session, 'GetMetadata', {}, calls.GetMetadata.response)
      started.child.kill('SIGINT')
      await ask(session, 'GetMetadata', {}, calls.GetMetadata.response)
      session.destroy()
      expect(await started.exit).toBe(0)
    },
    soon,
  )

  test.each(['before it has connected', 'in the midst of an apply'])(
    'when Terraform is killed %s',
    async (when) => {
      const { terraform, providerPid, isApplying } = await spawnTerraform(when)
      if (when.startsWith('in')) await isApplying
      const pid = await providerPid()
      terraform.kill('SIGKILL')
      await gone(pid)
    },
    soon,
  )
})

async function spawnTerraform(name: string) {
  const work = join(directory, name.replaceAll(' ', '-'))
  await mkdir(work)
  await writeFile(join(work, 'main.tf'), mainTf)
  await writeFile(
    join(work, 'cli.tfrc'),
    `provider_installation {\n dev_overrides {\n "test/kv" = "${directory}"\n }\n direct {}\n}\n`,
  )
  const terraform = spawn('terraform', ['apply', '-auto-approve', '-no-color'], {
    cwd: work,
    env: cleanEnvironment(work, {}),
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  children.push(terraform)
  const isApplying = new Promise<void>((resolve) => {
    terraform.stdout.on('data', (chunk: Buffer) => void (chunk.includes('Executing') && resolve()))
  })
  const providerPid = async (): Promise<number> => {
    for (;;) {
      const found = execFileSync(
        'sh',
        ['-c', `pgrep -P ${terraform.pid} -f terraform-provider-kv || true`],
        { encoding: 'utf8' },
      ).trim()
      if (found !== '') return Number(found.split('\n').at(-1))
      await pause(20)
    }
  }
  return { terraform, providerPid, isApplying }
}

/** The slow resource keeps Terraform, and so the provider, busy. */
const mainTf = `
terraform {
  required_providers {
    kv = { source = "test/kv" }
  }
}
resource "kv_entry" "it" {
  name = "a"
}
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "sleep 3"
  }
}
resource "kv_entry" "after" {
  name       = "b"
  depends_on = [terraform_data.slow]
}
`

const withoutSlowness = mainTf.slice(0, mainTf.indexOf('resource "terraform_data"'))

async function gone(pid: number): Promise<void> {
  for (let waited = 0; waited < 5_000; waited += 50) {
    if (!isRunning(pid)) return
    await pause(50)
  }
  throw new Error(`provider ${pid} outlived its Terraform`)
}

/** An exited orphan that nobody has reaped yet still has a number, but runs no more. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout.trim() !== '' && !stdout.startsWith('Z')
}

test('--debug: waits for whoever has the line it prints', async () => {
  const waiting = start({}, '--debug')
  while (!waiting.everything().stdout.includes('TF_REATTACH_PROVIDERS=')) await pause(20)
  const reattach = /TF_REATTACH_PROVIDERS='(.*)'/.exec(waiting.everything().stdout)?.[1] ?? ''
  const work = join(directory, 'debugged')
  await mkdir(work)
  await writeFile(join(work, 'main.tf'), withoutSlowness.replace('test/kv', 'kv/kv'))
  await writeFile(join(work, 'cli.tfrc'), 'disable_checkpoint = true\n')
  const env = cleanEnvironment(work, { TF_REATTACH_PROVIDERS: reattach })
  expect((await runTerraform(work, env, ['apply', '-auto-approve'])).output).toContain('1 added')
  // One process for both: the entry is still there.
  expect((await runTerraform(work, env, ['plan'])).output).toContain('No changes')
  waiting.child.kill('SIGINT')
  expect(await waiting.exit).toBe(0)
}, 60_000)

test('installed from a filesystem mirror: init, plan, apply, destroy', async () => {
  const work = join(directory, 'mirrored')
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`
  const home = join(work, 'mirror/registry.terraform.io/test/kv/1.0.0', platform)
  await mkdir(home, { recursive: true })
  execFileSync('cp', [executable, home])
  await writeFile(join(work, 'main.tf'), withoutSlowness)
  await writeFile(
    join(work, 'cli.tfrc'),
    `provider_installation {\n filesystem_mirror {\n path = "${join(work, 'mirror')}"\n }\n}\n`,
  )
  const temporary = join(work, 'temporary')
  await mkdir(temporary)
  const env = cleanEnvironment(work, { TMPDIR: temporary })
  expect((await runTerraform(work, env, ['init'])).output).toContain('successfully initialized')
  expect((await runTerraform(work, env, ['apply', '-auto-approve'])).output).toContain('1 added')
  // The store died with its process: Terraform's next one finds the entry gone, and says so.
  expect((await runTerraform(work, env, ['plan'])).output).toContain('kv_entry a no longer exists')
  expect((await runTerraform(work, env, ['destroy', '-auto-approve'])).output).toContain(
    'Destroy complete',
  )
  // A dozen launches, and no socket left behind.
  expect(await readdir(temporary)).toEqual([])
}, 60_000)
