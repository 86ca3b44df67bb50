/** `mortise check`. */
import type { Command } from 'commander'
import type { CheckCommand } from '../check.js'
import { oneOf } from './options.js'

export function check(program: Command): void {
  program
    .command('check')
    .description(
      'check what the IdP will emit against what the service consumes: in a cdk.tf.json, a plan, a state, or live',
    )
    .argument(
      '[files...]',
      'cdk.tf.json, `terraform show -json` of a plan or a state, or a state file; - for standard input',
    )
    .option('--format <format>', 'text, json or sarif', oneOf('text', 'json', 'sarif'), 'text')
    .option('--fail-on <severity>', 'warning or error', oneOf('warning', 'error'), 'warning')
    .option(
      '--live <url>',
      'the service as it stands, in place of what the files say of it; and what its IdPs publish now',
    )
    .option(
      '--waivers <file>',
      'waivers (default: mortise.waivers.yaml beside the first file, or here)',
    )
    .option(
      '--service-url <url>',
      'base URL of the service, where the files leave it to the environment',
    )
    .option('--as-of <day>', 'judge certificates and waivers as of this day (default: today)')
    .addHelpText(
      'after',
      `
Environment:
  MORTISE_ADMIN_TOKEN   for --live
  MORTISE_ALLOW_HOSTS   for --live: IdPs with private addresses that may be asked, comma-separated

Exit: 0 nothing at or above --fail-on, 1 it could not be checked, 2 findings. Every finding: docs/findings.md.`,
    )
    .action(async (files: readonly string[], options: CheckCommand) => {
      const { check } = await import('../check.js')
      process.exitCode = await check(files, options)
    })
}
