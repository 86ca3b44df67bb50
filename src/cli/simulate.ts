/** `mortise simulate`: reads arguments and environment, prints the report, ends with 0, with 2 where access changes, or with 1 and the reason. */
import { Refusal } from '../core/index.js'
import { runSimulate, type SimulateOptions } from '../simulate/index.js'

/** As commander has them. */
export interface SimulateArguments extends Omit<SimulateOptions, 'now' | 'token' | 'variables'> {
  readonly service?: string
  readonly var?: readonly string[]
}

function said({ finding }: Refusal): string {
  const { code, detail, remedy } = finding
  return `error: ${code}: ${detail}\n${remedy}\n`
}

export async function simulate(given: SimulateArguments): Promise<void> {
  const { service, var: variables = [], ...options } = given
  try {
    const { report, code } = await runSimulate({
      ...options,
      config: options.config ?? service,
      variables,
      now: new Date(),
      token: process.env['MORTISE_ADMIN_TOKEN'],
    })
    process.stdout.write(report)
    process.exitCode = code
  } catch (error) {
    if (!Refusal.is(error)) throw error
    process.stderr.write(said(error))
    process.exitCode = 1
  }
}
