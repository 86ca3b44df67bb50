/** `mortise demo`. */
import type { Command } from 'commander'

export function demo(program: Command): void {
  program
    .command('demo')
    .description('run the whole product once, for real: provider, service, IdP, terraform, sign-in')
    .option('--keep', 'leave service and IdP running until Ctrl-C', false)
    .action(async (options: { keep: boolean }) => {
      const { runDemo } = await import('../../demo/index.js')
      process.exitCode = await runDemo({ keep: options.keep, out: process.stdout })
    })
}
