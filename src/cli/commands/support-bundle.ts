/** `mortise support-bundle`. */
import type { Command } from 'commander'
import type { SupportBundleArguments } from '../organization-reports.js'

export function supportBundle(program: Command): void {
  program
    .command('support-bundle')
    .description(
      'errors, IdPs and configuration for a supporter, without secrets and names of people',
    )
    .requiredOption('--service <url>', 'base URL of the service; token in MORTISE_ADMIN_TOKEN')
    .requiredOption('--organization <name>', 'name of the organization')
    .option('--out <file>', 'file to write to (default: standard output)')
    .action(async (options: SupportBundleArguments) => {
      const { writeSupportBundle } = await import('../organization-reports.js')
      await writeSupportBundle(options)
    })
}
