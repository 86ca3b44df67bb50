/** Real terraform over hand-written HCL: mortise itself, and stubs with okta's and azuread's schema. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { mortiseProvider } from '../../src/provider/index.js'
import type { Provider } from '../../src/provider/framework/index.js'
import { startServer } from '../../src/provider/protocol/index.js'
import { stubProvider } from '../constructs/stub-provider/stub.js'
import { cleanEnvironment, runTerraform } from '../provider/framework/terraform.js'

const header = `terraform {
  required_providers {
    mortise = { source = "mortise/mortise" }
    okta    = { source = "okta/okta" }
    azuread = { source = "hashicorp/azuread" }
  }
}
`

/** Name → content. */
export type Files = Readonly<Record<string, string>>

export interface Terraform {
  /** `terraform show -json` of a plan of these files. */
  plan(files: Files): Promise<string>
  /** Applies, and gives `terraform show -json` and the state file itself. */
  apply(files: Files): Promise<{ readonly shown: string; readonly file: string }>
  close(): Promise<void>
}

type Run = (...args: readonly string[]) => Promise<string>

/** @param types - the okta and azuread types that are used: `okta_app_saml`, `data_azuread_client_config` */
export async function startTerraform(types: readonly string[]): Promise<Terraform> {
  const closers: (() => Promise<void>)[] = []
  const serve = async (address: string, provider: Provider) => {
    const server = await startServer(provider, { log: () => undefined })
    closers.push(() => server.close())
    return JSON.parse(server.reattach(`registry.terraform.io/${address}`)) as object
  }
  const entries = await Promise.all([
    serve('mortise/mortise', mortiseProvider),
    serve('okta/okta', stubProvider('okta', types)),
    serve('hashicorp/azuread', stubProvider('azuread', types)),
  ])
  const reattach = JSON.stringify(Object.assign({}, ...entries))
  const within = async <T>(files: Files, work: (run: Run, folder: string) => Promise<T>) => {
    const folder = await mkdtemp(join(tmpdir(), 'mortise-contract-'))
    try {
      await writeFile(join(folder, 'cli.tfrc'), 'disable_checkpoint = true\n')
      for (const [file, text] of Object.entries({ ...files, 'versions.tf': header })) {
        await mkdir(dirname(join(folder, file)), { recursive: true })
        await writeFile(join(folder, file), text)
      }
      const environment = cleanEnvironment(folder, { TF_REATTACH_PROVIDERS: reattach })
      const run: Run = async (...args) => {
        const { code, output } = await runTerraform(folder, environment, args)
        if (code !== 0) throw new Error(output)
        return output
      }
      await run('init')
      return await work(run, folder)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  return {
    plan: (files) =>
      within(files, async (run) => {
        await run('plan', '-out=plan')
        return run('show', '-json', 'plan')
      }),
    apply: (files) =>
      within(files, async (run, folder) => {
        await run('apply', '-auto-approve')
        const file = await readFile(join(folder, 'terraform.tfstate'), 'utf8')
        return { shown: await run('show', '-json'), file }
      }),
    close: async () => void (await Promise.all(closers.map((close) => close()))),
  }
}
