#!/usr/bin/env node
/** THE COMMAND LINE. Reads arguments and environment, hands over to a house, prints what it says. */
import { Command, InvalidArgumentError, Option } from 'commander'
import { idpKinds, version } from '../core/index.js'
import type { AttributesArguments } from './attributes.js'
import type { AccessReportArguments, SupportBundleArguments } from './organization-reports.js'
import type { ScimCheckOptions } from './scim-check.js'
import type { SimulateArguments } from './simulate.js'
import type { CheckCommand } from './check.js'

/** A TCP port; 0 lets the system choose. */
function port(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value <= 65_535 && text.trim() !== '') return value
  throw new InvalidArgumentError('a port is a whole number from 0 to 65535 (0: any free port)')
}

const program = new Command('mortise')
  .description('SSO connections as code: both sides of the joint cut from one drawing')
  .version(version)
  .showHelpAfterError()

// Houses are loaded when their command runs, so that --help and --version answer at once.
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
    const { boundYoungGeneration } = await import('./young-generation.js')
    const loaded = boundYoungGeneration()
    const { serve } = await import('../service/index.js')
    loaded()
    await serve(options)
  })

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
    const { practiceIdp } = await import('./practice-idp.js')
    await practiceIdp(options)
  })

const oneOf =
  <T extends string>(...choices: readonly T[]) =>
  (text: string): T => {
    const found = choices.find((choice) => choice === text)
    if (found) return found
    throw new InvalidArgumentError(`one of: ${choices.join(', ')}`)
  }

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
    const { check } = await import('./check.js')
    process.exitCode = await check(files, options)
  })

program
  .command('steps')
  .description(
    'print what a person must do at the IdP, as Markdown; with --live, what was seen of it',
  )
  .argument('[files...]', 'cdk.tf.json, plan, state or `terraform output -json`')
  .option('--live <url>', 'ask the service what it has seen (MORTISE_ADMIN_TOKEN)')
  .action(async (files: readonly string[], options: { live?: string }) => {
    const { steps } = await import('./steps.js')
    process.exitCode = await steps(files, options)
  })

const scimClient = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(','),
]

program
  .command('scim-check')
  .description('ask a SCIM server, ours or any other, what Okta, Entra and the RFC ask of it')
  .argument('<url>', 'its base URL, as an IdP would be given it')
  .option('--token-env <name>', 'environment variable with the token (default: MORTISE_SCIM_TOKEN)')
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
    const { scimCheck } = await import('./scim-check.js')
    process.exitCode = await scimCheck(url, options)
  })

const provider = program
  .command('provider')
  .description('install or package the Terraform provider')

provider
  .command('install')
  .description('put the provider into a filesystem mirror, and say how Terraform finds it')
  .option('--dir <folder>', "folder of the mirror (default: in this user's data folder)")
  .action(async (options: { dir?: string }) => {
    const { install } = await import('./provider.js')
    await install(options)
  })

provider
  .command('package')
  .description('write what a registry is given: zips, SHA256SUMS, manifest')
  .option('--out <folder>', 'folder to write to', './mortise-provider')
  .action(async (options: { out: string }) => {
    const { packaged } = await import('./provider.js')
    await packaged(options)
  })

program
  .command('demo')
  .description('run the whole product once, for real: provider, service, IdP, terraform, sign-in')
  .option('--keep', 'leave service and IdP running until Ctrl-C', false)
  .action(async (options: { keep: boolean }) => {
    const { runDemo } = await import('../demo/index.js')
    process.exitCode = await runDemo({ keep: options.keep, out: process.stdout })
  })

/** Of an option that may be given several times. */
const collected = (text: string, before: readonly string[]): readonly string[] => [...before, text]

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
    const { simulate } = await import('./simulate.js')
    await simulate(options)
  })

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
    const { accessReport } = await import('./organization-reports.js')
    await accessReport(options)
  })

program
  .command('support-bundle')
  .description(
    'errors, IdPs and configuration for a supporter, without secrets and names of people',
  )
  .requiredOption('--service <url>', 'base URL of the service; token in MORTISE_ADMIN_TOKEN')
  .requiredOption('--organization <name>', 'name of the organization')
  .option('--out <file>', 'file to write to (default: standard output)')
  .action(async (options: SupportBundleArguments) => {
    const { writeSupportBundle } = await import('./organization-reports.js')
    await writeSupportBundle(options)
  })

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
    const { attributes } = await import('./attributes.js')
    attributes(options)
  })

await program.parseAsync()
