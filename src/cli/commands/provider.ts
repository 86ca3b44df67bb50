/** `mortise provider`: its two commands. */
import type { Command } from 'commander'

export function provider(program: Command): void {
  const group = program.command('provider').description('install or package the Terraform provider')

  group
    .command('install')
    .description('put the provider into a filesystem mirror, and say how Terraform finds it')
    .option('--dir <folder>', "folder of the mirror (default: in this user's data folder)")
    .action(async (options: { dir?: string }) => {
      const { install } = await import('../provider.js')
      await install(options)
    })

  group
    .command('package')
    .description('write what a registry is given: zips, SHA256SUMS, manifest')
    .option('--out <folder>', 'folder to write to', './mortise-provider')
    .action(async (options: { out: string }) => {
      const { packaged } = await import('../provider.js')
      await packaged(options)
    })
}
