/** `mortise steps`. */
import type { Command } from 'commander'

export function steps(program: Command): void {
  program
    .command('steps')
    .description(
      'print what a person must do at the IdP, as Markdown; with --live, what was seen of it',
    )
    .argument('[files...]', 'cdk.tf.json, plan, state or `terraform output -json`')
    .option('--live <url>', 'ask the service what it has seen (MORTISE_ADMIN_TOKEN)')
    .action(async (files: readonly string[], options: { live?: string }) => {
      const { steps } = await import('../steps.js')
      process.exitCode = await steps(files, options)
    })
}
