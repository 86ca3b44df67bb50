/**
 * npm run bench:provider: what the provider costs, as ratios to what cannot be had cheaper. Everything is real: terraform, the
 * bundled provider, the service as a process of its own on loopback. Figures are printed, never judged: machines differ.
 */
import { chmod, copyFile, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { bundleProvider, layOutMirror } from '../../../src/provider/index.js'
import { adminToken, startServe } from '../../service/processes.js'
import { compare, table, type Contender } from './figures.js'
import { bareNode, firstAnswer, handshake } from './launch.js'
import { openFolder, type Folder } from './workspace.js'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const builtIn = (count: number): string => `resource "terraform_data" "it" {
  count = ${count}
  input = "group-\${count.index}"
}
`

const ours = (count: number): string => `terraform {
  required_providers {
    mortise = { source = "mortise/mortise" }
  }
}
resource "mortise_organization" "it" {
  name         = "bench-${count}"
  preset       = "sonarqube-cloud"
  display_name = "Bench"
}
resource "mortise_group" "it" {
  count        = ${count}
  organization = mortise_organization.it.name
  name         = "group-\${count.index}"
}
`

/** The mirror of ours, with another executable in it, which never loads what lies beside it. */
async function layOutIdle(
  mirror: string,
  executables: readonly string[],
  into: string,
): Promise<void> {
  await cp(mirror, into, { recursive: true })
  for (const executable of executables) {
    const outfile = executable.replace(mirror, into)
    await build({
      entryPoints: [fileURLToPath(new URL('./idle.ts', import.meta.url))],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      mainFields: ['module', 'main'],
      minifyWhitespace: true,
      minifySyntax: true,
      banner: { js: '#!/usr/bin/env node' },
      supported: { 'dynamic-import': false },
    })
    await chmod(outfile, 0o755)
  }
}

const planOf = (name: string, folder: Folder): Contender => ({
  name,
  run: () => folder.terraform('plan', '-detailed-exitcode', '-input=false'),
})

interface Mirrors {
  readonly ours: string
  readonly idle: string
}

async function plans(work: string, mirrors: Mirrors, url: string): Promise<void> {
  const environment = { MORTISE_SERVICE_URL: url, MORTISE_ADMIN_TOKEN: adminToken }
  for (const [count, rounds] of [
    [100, 9],
    [1_000, 5],
  ] as const) {
    const place = (name: string) => join(work, `${name}-${count}`)
    const open = (name: string, configuration: string, mirror = mirrors.ours) =>
      openFolder(place(name), configuration, environment, mirror)
    const data = await open('data', builtIn(count))
    const groups = await open('groups', ours(count))
    for (const folder of [data, groups]) await folder.terraform('apply', '-auto-approve')
    const idle = await open('idle', ours(count), mirrors.idle)
    await copyFile(
      join(place('groups'), 'terraform.tfstate'),
      join(place('idle'), 'terraform.tfstate'),
    )
    const contenders = [
      [`terraform_data, plan of ${count}`, data],
      [`mortise_group, plan of ${count}`, groups],
      [`a provider that does nothing, plan of ${count}`, idle],
    ] as const
    const figures = await compare(
      contenders.map(([name, folder]) => planOf(name, folder)),
      rounds,
    )
    say(table(`terraform plan, nothing to do, ${count} resources`, figures))
  }
}

async function main(): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'mortise-bench-'))
  const bundle = join(work, 'terraform-provider-mortise')
  const service = await startServe(join(work, 'data'))
  try {
    await bundleProvider(bundle)
    const mirrors = { ours: join(work, 'mirror'), idle: join(work, 'idle-mirror') }
    const executables = await layOutMirror(bundle, mirrors.ours)
    const [installed = bundle] = executables
    const starts = await compare([bareNode, handshake(installed), firstAnswer(installed)], 25)
    say(table('Start', starts))
    await layOutIdle(mirrors.ours, executables, mirrors.idle)
    await plans(work, mirrors, service.url)
  } finally {
    service.kill('SIGTERM')
    await service.finished
    await rm(work, { recursive: true, force: true })
  }
}

await main()
