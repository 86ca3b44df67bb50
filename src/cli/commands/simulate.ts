/** `mortise simulate`. */
import { Option, type Command } from 'commander'
import type { SimulateArguments } from '../simulate.js'
import { collected } from './options.js'

export function simulate(program: Command): void {
  program
    .command('simulate')
    .description('what a configuration would give a person, and why; or who gains and who loses')
    .option(
      '--config <file>',
      'cdk.tf.json or its folder, or `terraform show -json` of plan or state',
    )
    .option('--service <url>', 'a running service instead, with MORTISE_ADMIN_TOKEN')
    .option('--before <file>', 'with --after: the access diff between two configurations')
    .option('--after <file>', 'file, folder or service URL, as for --before')
    .option('--plan <file>', 'the access diff of one plan: from what is to what will be')
    .option('--personas <file>', 'whom to try: named people in YAML')
    .option('--saml <file>', 'whom to try: a SAML Response, XML or base64; - for standard input')
    .option('--id-token <file>', 'whom to try: an ID token')
    .option('--claims <file>', 'whom to try: claims as JSON')
    .option('--scim-user <file>', 'whom to try: a SCIM User as JSON')
    .option('--connection <name>', 'through this connection only')
    .option('--var <name=value>', 'value of a Terraform variable, for cdk.tf.json', collected, [])
    .addOption(
      new Option('--format <format>', 'how to report')
        .choices(['text', 'markdown', 'json'])
        .default('text'),
    )
    .addHelpText(
      'after',
      '\nEnds with 0; an access diff that shows a change with 2; an error with 1.',
    )
    .action(async (options: SimulateArguments) => {
      const { simulate } = await import('../simulate.js')
      await simulate(options)
    })
}
