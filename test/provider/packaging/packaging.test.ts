/** From the command line to a plan: installed into a mirror, or packed as a registry would have it. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from '@jest/globals'
import { version } from '../../../src/core/index.js'
import {
  bundleProvider,
  defaultMirror,
  mortiseProvider,
  packageProvider,
} from '../../../src/provider/index.js'
import { schemaAnswer } from '../../../src/provider/protocol/index.js'
import {
  pemOf,
  selfSignedIdentity,
  type Identity,
} from '../../../src/provider/protocol/certificate.js'
import { call, cookie, dial } from '../protocol/plugin.js'
import { cleanEnvironment, runTerraform } from '../framework/terraform.js'

const root = mkdtempSync(join(tmpdir(), 'mortise-packaging-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const repository = fileURLToPath(new URL('../../../', import.meta.url))

/** As a person types it. */
const mortise = (env: Readonly<Record<string, string>>, ...args: readonly string[]): string =>
  execFileSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: repository,
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
  })

async function initAndPlan(name: string, cliConfiguration: string): Promise<void> {
  const folder = join(root, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'cli.tfrc'), `disable_checkpoint = true\n${cliConfiguration}`)
  writeFileSync(
    join(folder, 'main.tf'),
    `terraform {
       required_providers {
         mortise = { source = "mortise/mortise" }
       }
     }
     output "acs_url" {
       value = provider::mortise::endpoints("https://sso.example.com", "sonarqube-cloud", "acme").acs_url
     }`,
  )
  const env = cleanEnvironment(folder, {
    MORTISE_SERVICE_URL: 'https://sso.example.com',
    MORTISE_ADMIN_TOKEN: 'not-asked-for-here',
  })
  const init = await runTerraform(folder, env, ['init'])
  expect([init.code, init.output]).toEqual([
    0,
    expect.stringContaining(`Installed mortise/mortise v${version}`),
  ])
  const plan = await runTerraform(folder, env, ['plan'])
  expect([plan.code, plan.output]).toEqual([0, expect.stringContaining('https://sso.example.com/')])
  // Once more: the lock file's checksums hold for what was unpacked.
  expect((await runTerraform(folder, env, ['init'])).code).toBe(0)
}

test('mortise provider install: what it prints is what Terraform needs, all that was written is the mirror, and a code cache of another Node does no harm', async () => {
  const home = join(root, 'home')
  mkdirSync(home)
  const said = mortise({ HOME: home }, 'provider', 'install')
  const mirror = defaultMirror({ HOME: home }, process.platform)
  expect(said).toContain(`Installed in ${mirror}`)
  expect(existsSync(join(home, '.terraformrc'))).toBe(false)
  const configuration = /^provider_installation \{[^]*?^\}$/m.exec(said)?.[0] ?? ''
  await initAndPlan('installed', configuration)

  const folder = dirname(/^ {2}(registry\.terraform\.io.*)$/m.exec(said)?.[1] ?? '')
  const caches = ['launcher.cjs.cache', 'provider.cjs.cache'].map((name) => {
    const path = join(mirror, folder, name)
    return { path, made: readFileSync(path) }
  })
  // Not here: another test of this process may have changed V8's flags, under which a cache holds.
  const files = caches.map(({ path }) => path.replace(/\.cache$/, ''))
  const script = 'test/provider/packaging/children/accepts.ts'
  const asked = [process.execPath, ['--import', 'tsx', script, ...files]] as const
  expect(execFileSync(...asked, { cwd: repository, encoding: 'utf8' })).toBe('accepted\n'.repeat(2))
  // V8's magic number, then a hash of its version: as another Node would have written it.
  for (const [index, spoil] of [
    (made: Buffer) => flipped(made, 4),
    (made: Buffer) => flipped(made, 0),
    (made: Buffer) => made.subarray(0, 100),
    () => Buffer.alloc(0),
  ].entries()) {
    for (const { path, made } of caches) writeFileSync(path, spoil(made))
    await initAndPlan(`cache-${index}`, configuration)
  }
})

const flipped = (bytes: Buffer, index: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[index] = (copy[index] ?? 0) ^ 0xff
  return copy
}

test('the schema kept beside the executable is the provider’s', async () => {
  const folder = join(root, 'bundled')
  await bundleProvider(join(folder, 'terraform-provider-mortise'))
  expect(readFileSync(join(folder, 'schema.bin'))).toEqual(
    Buffer.from(await schemaAnswer(mortiseProvider)),
  )
})

test('the executable without its neighbours says what is missing', () => {
  const alone = join(root, 'alone')
  copyFileSync(join(root, 'bundled', 'terraform-provider-mortise'), alone)
  const { status, stdout } = spawnSync(alone, { env: { ...cookie, PATH: process.env['PATH'] } })
  expect([status, stdout.toString()]).toEqual([
    1,
    expect.stringMatching(/^The Terraform provider "mortise" is incomplete: launcher\.cjs .*\n$/),
  ])
})

test('what is refused beyond the executable, in the part it loads, keeps its status', async () => {
  const bundle = join(root, 'bundled', 'terraform-provider-mortise')
  const identity = selfSignedIdentity(new Date())
  const child = spawn(bundle, {
    env: {
      ...cookie,
      PATH: process.env['PATH'],
      PLUGIN_PROTOCOL_VERSIONS: '6',
      PLUGIN_CLIENT_CERT: pemOf(identity).cert,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  try {
    await expectStatuses(child.stdout, identity)
  } finally {
    child.kill()
  }
  expect(await gone).toEqual([0, null])
}, 20_000)

async function expectStatuses(stdout: Readable, identity: Identity): Promise<void> {
  const [line] = (await once(stdout, 'data')) as [Buffer]
  const session = await dial({ firstLine: Promise.resolve(String(line).trim()) }, identity)
  const ask = (name: string, message: readonly number[]) =>
    call(session, `/tfplugin6.Provider/${name}`, Uint8Array.from(message))
  expect(await ask('ListResource', [])).toMatchObject({ status: '12' })
  expect(await ask('ReadResource', [0x0a, 0xff])).toMatchObject({ status: '13' })
  session.destroy()
}

test('the data folder is where the platform has it', () => {
  expect(defaultMirror({ HOME: '/home/ada' }, 'linux')).toBe(
    '/home/ada/.local/share/mortise/terraform-mirror',
  )
  expect(defaultMirror({ HOME: '/home/ada', XDG_DATA_HOME: '/data' }, 'linux')).toBe(
    '/data/mortise/terraform-mirror',
  )
  expect(defaultMirror({ HOME: '/Users/ada' }, 'darwin')).toBe(
    '/Users/ada/Library/Application Support/mortise/terraform-mirror',
  )
})

describe('mortise provider package', () => {
  const out = join(root, 'release')
  const stem = `terraform-provider-mortise_${version}`

  test('a zip per platform, checksums that sha256sum confirms, and the manifest', async () => {
    const files = await packageProvider(out)
    expect(files.map((file) => file.slice(out.length + 1))).toEqual([
      `${stem}_linux_amd64.zip`,
      `${stem}_linux_arm64.zip`,
      `${stem}_darwin_amd64.zip`,
      `${stem}_darwin_arm64.zip`,
      `${stem}_manifest.json`,
      `${stem}_SHA256SUMS`,
    ])
    execFileSync('sha256sum', ['--check', '--strict', `${stem}_SHA256SUMS`], { cwd: out })
    expect(JSON.parse(readFileSync(join(out, `${stem}_manifest.json`), 'utf8'))).toEqual({
      version: 1,
      metadata: { protocol_versions: ['6.0'] },
    })
  })

  test('the same files make the same bytes, in another time zone too', () => {
    const again = join(root, 'again')
    const said = mortise({ TZ: 'Pacific/Auckland' }, 'provider', 'package', '--out', again)
    expect(said).toContain(join(again, `${stem}_SHA256SUMS`))
    const sums = (folder: string) => readFileSync(join(folder, `${stem}_SHA256SUMS`), 'utf8')
    expect(sums(again)).toBe(sums(out))
  })

  test('other programs read the zip, modes included', () => {
    const unpacked = join(root, 'unpacked')
    execFileSync('unzip', ['-q', join(out, `${stem}_linux_amd64.zip`), '-d', unpacked])
    expect(statSync(join(unpacked, `terraform-provider-mortise_v${version}`)).mode & 0o777).toBe(
      0o755,
    )
    expect(existsSync(join(unpacked, 'provider.cjs'))).toBe(true)
  })

  test('terraform init and plan from a packed mirror', async () => {
    const mirror = join(root, 'packed')
    const home = join(mirror, 'registry.terraform.io/mortise/mortise')
    mkdirSync(home, { recursive: true })
    const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`
    const file = `${stem}_${platform}.zip`
    copyFileSync(join(out, file), join(home, file))
    await initAndPlan(
      'from-zip',
      `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
    )
  })
})
