/** `mortise serve`. */
import type { Command } from 'commander'
import { collectSooner } from '../old-generation.js'
import { port } from './options.js'

export function serve(program: Command): void {
  program
    .command('serve')
    .description('run the reference service')
    .option('--port <n>', 'port to listen on; 0 for any free one', port, 4000)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <dir>', 'folder of the embedded database', './mortise-data')
    .option(
      '--public-url <url>',
      'base URL people and IdPs reach the service by (default: the address listened on)',
    )
    .addHelpText(
      'after',
      `
Environment:
  MORTISE_ADMIN_TOKEN       required; at least 16 characters, e.g. from: openssl rand -base64 32
  MORTISE_DATABASE_URL      file:/path/to/database (default: SQLite in the data folder)
  MORTISE_ALLOW_HOSTS       hosts with private addresses that metadata may be read from, comma-separated
  MORTISE_PEOPLE_RATE       requests a minute and address for sign-ins (default: 600); an office behind one address may need more
  MORTISE_CONNECTION_RATE   requests a minute of one connection, from everywhere (default: 6000)
  MORTISE_SCIM_RATE         SCIM requests a minute and directory (default: 6000)
  MORTISE_SESSION_MINUTES   minutes from a sign-in to the end of its session, whatever happens (default: 720)
  MORTISE_SESSION_IDLE_MINUTES  minutes a session lasts without a request (default: 60)
  MORTISE_RETENTION_DAYS    days for which sign-in attempts, and what tests say of a person, are kept (default: 90)

Prints one JSON line {"event":"listening","url":…,"adminUrl":…} once it accepts connections; logs go to standard error.`,
    )
    .action(async (options: { port: number; host: string; data: string; publicUrl?: string }) => {
      const { serve } = await import('../../service/index.js')
      collectSooner()
      await serve(options)
    })
}
