/** A folder with a configuration and a real terraform, which gets the provider as its users get it: from a filesystem mirror, by init. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cleanEnvironment, runTerraform, type Run } from '../../provider/framework/terraform.js'

export interface Folder {
  /** @returns milliseconds it took @throws with terraform's words unless it exits 0 */
  terraform(...args: readonly string[]): Promise<number>
}

export async function openFolder(
  folder: string,
  configuration: string,
  environment: Readonly<Record<string, string>>,
  mirror: string,
): Promise<Folder> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'main.tf'), configuration)
  await writeFile(
    join(folder, 'cli.tfrc'),
    `disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`,
  )
  const env = cleanEnvironment(folder, environment)
  const opened = {
    terraform: async (...args: readonly string[]) => {
      const began = performance.now()
      const run = await runTerraform(folder, env, args)
      const took = performance.now() - began
      succeeded(args, run)
      return took
    },
  }
  await opened.terraform('init')
  return opened
}

function succeeded(args: readonly string[], { code, output }: Run): void {
  if (code !== 0) throw new Error(`terraform ${args.join(' ')} exited ${code}:\n${output}`)
}
