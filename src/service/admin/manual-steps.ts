/** Manual steps and their proof, as the admin API answers them. */
import { manualStepsOf } from '../connections/manual-steps.js'
import type { Deps } from '../deps.js'
import { notFound, ok, type Handlers } from './answers.js'

export function manualStepHandlers(deps: Deps): Pick<Handlers, 'getManualSteps'> {
  return {
    getManualSteps: async ({ params: { name } }) => {
      const body = await manualStepsOf(deps, name)
      if (!body) throw notFound(`connection or directory "${name}"`)
      return ok(body)
    },
  }
}
