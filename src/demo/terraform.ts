/** Real terraform (or tofu) in the demo's folder, deaf to the user's own Terraform settings. */
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { access, constants } from 'node:fs/promises'
import { run, runOrFail, type Finished } from './process.js'

/** A program that is not there; said in one line. */
export class TerraformMissing extends Error {
  constructor(program: string) {
    super(
      `${program} was not found: install Terraform 1.8 or later (https://developer.hashicorp.com/terraform/install), or OpenTofu (https://opentofu.org/docs/intro/install) and set MORTISE_TERRAFORM=tofu`,
    )
    this.name = 'TerraformMissing'
  }
}

async function onPath(program: string, path: string): Promise<boolean> {
  const candidates = program.includes('/')
    ? [program]
    : path.split(delimiter).map((folder) => join(folder, program))
  const found = await Promise.all(
    candidates.map((file) =>
      access(file, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  )
  return found.includes(true)
}

/** The program MORTISE_TERRAFORM names, or `terraform`. @throws TerraformMissing */
export async function findTerraform(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const program = env['MORTISE_TERRAFORM'] ?? 'terraform'
  if (await onPath(program, env['PATH'] ?? '')) return program
  throw new TerraformMissing(program)
}

/** The user's TF_… variables could aim this run at their own state, workspace or log. */
const withoutTerraformSettings = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TF_')))

export interface TerraformOptions {
  readonly program: string
  /** Folder with the configuration. */
  readonly folder: string
  /** Folder of the filesystem mirror with our provider. */
  readonly mirror: string
  /** Where the CLI configuration is written. */
  readonly cliConfig: string
  readonly env: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

export interface Plan {
  readonly changes: boolean
  /** What terraform printed. */
  readonly text: string
}

/** Terraform in one folder, by the verbs a person would type. */
export class Terraform {
  readonly #options: TerraformOptions

  constructor(options: TerraformOptions) {
    this.#options = options
  }

  /** Writes the CLI configuration and runs init; no registry is asked. */
  async init(): Promise<void> {
    const { cliConfig, mirror } = this.#options
    await writeFile(
      cliConfig,
      `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
    )
    await this.#run(['init', '-input=false', '-no-color'])
  }

  /** Plans into a file. */
  async plan(file: string): Promise<Plan> {
    const { code, stdout } = await this.#run(
      ['plan', '-input=false', '-no-color', '-detailed-exitcode', `-out=${file}`],
      [0, 2],
    )
    return { changes: code === 2, text: stdout }
  }

  async apply(file: string): Promise<string> {
    return (await this.#run(['apply', '-input=false', '-no-color', file])).stdout
  }

  /** Output values by name. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    const { stdout } = await this.#run(['output', '-json'])
    const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]))
  }

  #run(args: readonly string[], allowed: readonly number[] = [0]): Promise<Finished> {
    const { program, folder, cliConfig, env, signal } = this.#options
    return runOrFail(program, args, {
      cwd: folder,
      signal,
      allowed,
      title: `${program} ${args[0] ?? ''}`,
      env: {
        ...withoutTerraformSettings(process.env),
        ...env,
        TF_CLI_CONFIG_FILE: cliConfig,
        TF_IN_AUTOMATION: '1',
        CHECKPOINT_DISABLE: '1',
      },
    })
  }
}

/** What `terraform version` says, in one word. */
export async function terraformVersion(program: string): Promise<string> {
  const { stdout } = await run(program, ['version', '-json'], {
    env: withoutTerraformSettings(process.env),
  })
  return (JSON.parse(stdout) as { terraform_version?: string }).terraform_version ?? 'unknown'
}
