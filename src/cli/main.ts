#!/usr/bin/env node
/** THE COMMAND LINE. Reads arguments and environment, hands over to a house, prints what it says. */
import { Command } from 'commander'
import { version } from '../core/index.js'
import { commands } from './commands/index.js'

const program = new Command('mortise')
  .description('SSO connections as code: both sides of the joint cut from one drawing')
  .version(version)
  .showHelpAfterError()

for (const add of commands) add(program)

await program.parseAsync()
