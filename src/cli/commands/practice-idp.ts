/** `mortise practice-idp`. */
import type { Command } from 'commander'
import { port } from './options.js'

export function practiceIdp(program: Command): void {
  program
    .command('practice-idp')
    .description(
      'run a small SAML and OpenID Connect IdP to rehearse with; its people and keys are invented',
    )
    .option('--port <n>', 'port to listen on; 0 for any free one', port, 4010)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addHelpText(
      'after',
      '\nPrints one JSON line {"event":"listening","url":…,"metadataUrl":…,"issuer":…} once it accepts connections.',
    )
    .action(async (options: { port: number; host: string }) => {
      const { practiceIdp } = await import('../practice-idp.js')
      await practiceIdp(options)
    })
}
