/** Real terraform over hand-written HCL: mortise itself, and stubs with okta's and azuread's schema. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

export interface Planned {
  /** `terraform show -json` of a plan of these files. */
  plan(files: Readonly<Record<string, string>>): Promise<string>
  close(): Promise<void>
}

/** @param types - the okta and azuread types that are used: `okta_app_saml`, `data_azuread_client_config` */
export async function startTerraform(types: readonly string[]): Promise<Planned> {
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
  return {
    async plan(files) {
      const directory = await mkdtemp(join(tmpdir(), 'mortise-contract-'))
      try {
        await writeFile(join(directory, 'cli.tfrc'), 'disable_checkpoint = true\n')
        await writeFile(join(directory, 'versions.tf'), header)
        for (const [file, text] of Object.entries(files)) {
          await import('node:fs/promises').then(({ mkdir }) =>
            mkdir(join(directory, file, '..'), { recursive: true }),
          )
          await writeFile(join(directory, file), text)
        }
        const environment = cleanEnvironment(directory, { TF_REATTACH_PROVIDERS: reattach })
        const run = async (...args: readonly string[]) => {
          const { code, output } = await runTerraform(directory, environment, args)
          if (code !== 0) throw new Error(output)
          return output
        }
        await run('init')
        await run('plan', '-out=plan')
        return await run('show', '-json', 'plan')
      } finally {
        await rm(directory, { recursive: true, force: true })
      }
    },
    close: async () => void (await Promise.all(closers.map((close) => close()))),
  }
}
