/** `mortise simulate`: reads arguments and environment, prints the report, ends with 0, with 2 where access changes, or with 1 and the reason. */
import { runSimulate, type SimulateOptions } from '../simulate/index.js'
import { orSaid } from './world.js'

/** As commander has them. */
export interface SimulateArguments extends Omit<SimulateOptions, 'now' | 'token' | 'variables'> {
  readonly service?: string
  readonly var?: readonly string[]
}

export const simulate = (given: SimulateArguments): Promise<void> =>
  orSaid(async () => {
    const { service, var: variables = [], ...options } = given
    const { report, code } = await runSimulate({
      ...options,
      config: options.config ?? service,
      variables,
      now: new Date(),
      token: process.env['MORTISE_ADMIN_TOKEN'],
    })
    process.stdout.write(report)
    process.exitCode = code
  })
