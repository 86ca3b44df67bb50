/** `mortise attributes`. */
import { Option, type Command } from 'commander'
import { idpKinds } from '../../core/index.js'
import type { AttributesArguments } from '../attributes.js'

export function attributes(program: Command): void {
  program
    .command('attributes')
    .description('what to set up at an IdP for a service, by the words of its console')
    .requiredOption('--preset <key>', 'torque, qualified, twenty or sonarqube-cloud')
    .addOption(
      new Option('--idp <kind>', 'whose console').choices([...idpKinds]).makeOptionMandatory(),
    )
    .option(
      '--as-documented',
      'to the letter of the vendor’s page, also where it looks swapped',
      false,
    )
    .option('--full-name', 'the full name where the page asks for the first', false)
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .action(async (options: AttributesArguments) => {
      const { attributes } = await import('../attributes.js')
      await attributes(options)
    })
}
