/** `mortise scim-check`. */
import type { Command } from 'commander'
import type { ScimCheckOptions } from '../scim-check.js'
import { oneOf } from './options.js'

const scimClient = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(','),
]

export function scimCheck(program: Command): void {
  program
    .command('scim-check')
    .description('ask a SCIM server, ours or any other, what Okta, Entra and the RFC ask of it')
    .argument('<url>', 'its base URL, as an IdP would be given it')
    .option(
      '--token-env <name>',
      'environment variable with the token (default: MORTISE_SCIM_TOKEN)',
    )
    .option('--token <token>', 'the token itself; others on this machine can see it while it runs')
    .option(
      '--as <client>',
      'okta (both: okta-aiw, okta-oin), entra (both: entra-default, entra-flag) or rfc; again, or with commas, for several (default: all)',
      scimClient,
    )
    .option('--format <format>', 'text, json or junit', oneOf('text', 'json', 'junit'), 'text')
    .option('--output <file>', 'where to report (default: standard output)')
    .option('--users-only', 'do not ask about groups', false)
    .option('--domain <domain>', 'of the addresses of people it invents', 'example.com')
    .addHelpText(
      'after',
      `
Environment:
  MORTISE_SCIM_TOKEN    the token, without the word Bearer
  NODE_EXTRA_CA_CERTS   a file with the CA, where the server's is your own

What it creates it removes again. It writes to the server: take a directory for tests.

Exit: 0 everything holds, 1 it could not be asked, 2 something does not hold.`,
    )
    .action(async (url: string, options: ScimCheckOptions) => {
      const { scimCheck } = await import('../scim-check.js')
      process.exitCode = await scimCheck(url, options)
    })
}
