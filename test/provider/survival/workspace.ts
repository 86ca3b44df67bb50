/** Terraform with the bundled provider as a process of its own: what only processes can show, and only processes can survive. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from '@jest/globals'
import { bundleProvider } from '../../../src/provider/index.js'
import { adminToken } from '../../service/processes.js'
import { cleanEnvironment, runTerraform, type Run } from '../framework/terraform.js'

export let root: string
let count = 0

/** Called once by each test file. */
export function prepareProvider(): void {
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'mortise-survival-'))
    await bundleProvider(join(root, 'bin', 'terraform-provider-mortise'))
  })
  afterAll(() => rm(root, { recursive: true, force: true }))
}

export interface Started {
  readonly child: ChildProcess
  readonly finished: Promise<Run>
}

export interface Survivor {
  readonly folder: string
  configure(body: string): Promise<void>
  terraform(...args: readonly string[]): Promise<Run>
  /** In a process group of its own, as a shell would start it. */
  start(...args: readonly string[]): Started
}

export async function openSurvivor(
  serviceUrl: string,
  more: Record<string, string> = {},
): Promise<Survivor> {
  const folder = join(root, `work-${++count}`)
  await mkdir(folder)
  await writeFile(
    join(folder, 'cli.tfrc'),
    `disable_checkpoint = true\nprovider_installation {\n  dev_overrides {\n    "mortise/mortise" = "${join(root, 'bin')}"\n  }\n  direct {}\n}\n`,
  )
  const env = cleanEnvironment(folder, {
    MORTISE_SERVICE_URL: serviceUrl,
    MORTISE_ADMIN_TOKEN: adminToken,
    ...more,
  })
  return {
    folder,
    configure: (body) => writeFile(join(folder, 'main.tf'), `${requirement}\n${body}\n`),
    terraform: (...args) => runTerraform(folder, env, args),
    start: (...args) => startTerraform(folder, env, args),
  }
}

const requirement = `terraform {
  required_providers {
    mortise = { source = "mortise/mortise" }
  }
}`

function startTerraform(
  cwd: string,
  env: NodeJS.ProcessEnv,
  [verb = '', ...args]: readonly string[],
): Started {
  const child = spawn('terraform', [verb, '-no-color', ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const finished = once(child, 'close').then(([code]) => ({
    code: (code as number | null) ?? -1,
    output: Buffer.concat(chunks).toString(),
  }))
  return { child, finished }
}

/** Ctrl-C: the whole process group hears it, the provider too. */
export function interrupt({ child }: Started): void {
  process.kill(-(child.pid ?? 0), 'SIGINT')
}

/** An organization with so many groups. */
export const groups = (organization: string, howMany: number, identifier = 'null'): string => `
resource "mortise_organization" "it" {
  name         = "${organization}"
  preset       = "sonarqube-cloud"
  display_name = "Survivors"
}
resource "mortise_group" "it" {
  count          = ${howMany}
  organization   = mortise_organization.it.name
  name           = "group-\${count.index}"
  idp_identifier = ${identifier}
}`
