/**
 * npm run bench:provider: what the provider costs, as ratios to what cannot be had cheaper. Everything is real: terraform, the
 * bundled provider, the service as a process of its own on loopback. Figures are printed, never judged: machines differ.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

const planOf = (name: string, folder: Folder): Contender => ({
  name,
  run: () => folder.terraform('plan', '-detailed-exitcode', '-input=false'),
})

async function plans(work: string, mirror: string, url: string): Promise<void> {
  const environment = { MORTISE_SERVICE_URL: url, MORTISE_ADMIN_TOKEN: adminToken }
  for (const [count, rounds] of [
    [100, 9],
    [1_000, 5],
  ] as const) {
    const open = (name: string, configuration: string) =>
      openFolder(join(work, `${name}-${count}`), configuration, environment, mirror)
    const contenders = [
      [`terraform_data, plan of ${count}`, await open('data', builtIn(count))],
      [`mortise_group, plan of ${count}`, await open('groups', ours(count))],
    ] as const
    for (const [, folder] of contenders) await folder.terraform('apply', '-auto-approve')
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
    const starts = await compare([bareNode, handshake(bundle), firstAnswer(bundle)], 25)
    say(table('Start', starts))
    await layOutMirror(bundle, join(work, 'mirror'))
    await plans(work, join(work, 'mirror'), service.url)
  } finally {
    service.kill('SIGTERM')
    await service.finished
    await rm(work, { recursive: true, force: true })
  }
}

await main()
