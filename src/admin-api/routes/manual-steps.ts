/** What only a person can set up at the IdP, and what the service has seen of it. */
import { ManualStepsBody } from '../manual-steps.js'
import { named, type Route } from './route.js'

export const manualStepRoutes = {
  getManualSteps: {
    method: 'GET',
    path: '/manual-steps/{name}',
    summary:
      'What the IdP must be told of a connection (with its directories) or a directory, and what was seen of it',
    params: named,
    response: ManualStepsBody,
  },
} as const satisfies Record<string, Route>
