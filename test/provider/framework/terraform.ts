/** A real terraform, in a directory of its own, with an environment of its own, attached to a provider in this process. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Provider } from '../../../src/provider/framework/index.js'
import { startServer } from '../../../src/provider/protocol/index.js'

export interface Run {
  readonly code: number
  /** stdout and stderr, as a person sees them. */
  readonly output: string
}

export interface Workspace {
  readonly directory: string
  readonly log: readonly string[]
  /** Writes main.tf as it is. */
  write(text: string): Promise<void>
  /** Writes main.tf; the provider requirement is added. */
  configure(body: string): Promise<void>
  terraform(...args: readonly string[]): Promise<Run>
  /** Throws with terraform's own output unless it succeeds. */
  succeed(...args: readonly string[]): Promise<string>
  /** The stored attributes of one resource, as the state file has them. */
  stored(address: string): Promise<Record<string, unknown>>
  close(): Promise<void>
}

export async function openWorkspace(provider: Provider): Promise<Workspace> {
  const address = `registry.terraform.io/test/${provider.name}`
  const log: string[] = []
  const server = await startServer(provider, {
    log: (level, message) => void log.push(`${level}: ${message}`),
  })
  const directory = await mkdtemp(join(tmpdir(), 'mortise-terraform-'))
  await writeFile(join(directory, 'cli.tfrc'), 'disable_checkpoint = true\n')
  const environment = cleanEnvironment(directory, {
    TF_REATTACH_PROVIDERS: server.reattach(address),
  })
  const terraform = (...args: readonly string[]) => runTerraform(directory, environment, args)
  const succeed = async (...args: readonly string[]) => {
    const { code, output } = await terraform(...args)
    if (code !== 0) throw new Error(`terraform ${args.join(' ')} exited ${code}:\n${output}`)
    return output
  }
  return {
    directory,
    log,
    terraform,
    succeed,
    write: (text) => writeFile(join(directory, 'main.tf'), text),
    configure: (body) =>
      writeFile(join(directory, 'main.tf'), `${requirement(provider.name)}\n${body}\n`),
    stored: async (resource) => storedAttributes(await succeed('show', '-json'), resource),
    close: async () => {
      await server.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

export function cleanEnvironment(
  directory: string,
  more: Record<string, string>,
): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: directory,
    TMPDIR: process.env['TMPDIR'],
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_CLI_CONFIG_FILE: join(directory, 'cli.tfrc'),
    ...more,
  }
}

export function runTerraform(
  directory: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<Run> {
  return new Promise((resolve, reject) => {
    // The flag stands behind the whole command: terraform state rm -no-color …
    const words = args[0] === 'state' ? 2 : 1
    const line = [...args.slice(0, words), '-no-color', ...args.slice(words)]
    const child = spawn('terraform', line, {
      cwd: directory,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code: code ?? -1, output: unwrap(Buffer.concat(chunks).toString()) }),
    )
  })
}

/** Terraform breaks lines and draws a margin; sentences are easier to look for whole. */
function unwrap(output: string): string {
  return output.startsWith('{')
    ? output
    : output
        .replace(/^[│╷╵] ?/gm, '')
        .replace(/([^\n])\n(?=[^\n])/g, '$1 ')
        .replace(/ +/g, ' ')
}

function requirement(name: string): string {
  return `terraform {\n  required_providers {\n    ${name} = { source = "test/${name}" }\n  }\n}`
}

interface Shown {
  readonly values?: {
    readonly root_module: {
      readonly resources?: readonly {
        readonly address: string
        readonly values: Record<string, unknown>
      }[]
    }
  }
}

function storedAttributes(json: string, address: string): Record<string, unknown> {
  const resources = (JSON.parse(json) as Shown).values?.root_module.resources ?? []
  const found = resources.find((each) => each.address === address)
  if (found === undefined)
    throw new Error(
      `${address} is not in the state; there are ${resources.map((each) => each.address).join(', ') || 'none'}`,
    )
  return found.values
}
