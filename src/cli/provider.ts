/** `mortise provider …`: says what was written, and what is left for a person to do. */
import { relative } from 'node:path'
import { defaultMirror, installProvider, packageProvider } from '../provider/index.js'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

export async function install(options: { readonly dir?: string }): Promise<void> {
  const target = options.dir ?? defaultMirror(process.env, process.platform)
  const { mirror, files, cliConfiguration } = await installProvider(target)
  say(`Installed in ${mirror}:`)
  for (const file of files) say(`  ${relative(mirror, file)}`)
  say(`
Terraform and OpenTofu find it there when their CLI configuration (~/.terraformrc, ~/.tofurc, or the file
TF_CLI_CONFIG_FILE names) says the following. Nothing was edited: add it, or merge it with what is there.

${cliConfiguration}
In the configuration itself:

terraform {
  required_providers {
    mortise = { source = "mortise/mortise" }
  }
}`)
}

export async function packaged(options: { readonly out: string }): Promise<void> {
  for (const file of await packageProvider(options.out)) say(file)
}
