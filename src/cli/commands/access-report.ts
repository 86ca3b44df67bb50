/** `mortise access-report`. */
import { Option, type Command } from 'commander'
import type { AccessReportArguments } from '../organization-reports.js'

export function accessReport(program: Command): void {
  program
    .command('access-report')
    .description('who is in an organization, since when, and what they have through what')
    .requiredOption('--service <url>', 'base URL of the service; token in MORTISE_ADMIN_TOKEN')
    .requiredOption('--organization <name>', 'name of the organization')
    .addOption(
      new Option('--format <format>', 'how to report')
        .choices(['text', 'markdown', 'csv', 'json'])
        .default('text'),
    )
    .action(async (options: AccessReportArguments) => {
      const { accessReport } = await import('../organization-reports.js')
      await accessReport(options)
    })
}
