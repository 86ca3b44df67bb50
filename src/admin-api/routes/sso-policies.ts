/** Whether an organization's people must sign in through their IdP. */
import { SsoPolicyBody, SsoPolicyInput } from '../way-in.js'
import { inOrganization, type Route } from './route.js'

export const ssoPolicyRoutes = {
  getSsoPolicy: {
    method: 'GET',
    path: '/organizations/{organization}/sso-policy',
    summary: 'The sign-in policy of an organization',
    params: inOrganization,
    response: SsoPolicyBody,
  },
  putSsoPolicy: {
    method: 'PUT',
    path: '/organizations/{organization}/sso-policy',
    summary:
      'Require SSO: with a proven connection and a break-glass administrator whose password works',
    params: inOrganization,
    body: SsoPolicyInput,
    response: SsoPolicyBody,
  },
  deleteSsoPolicy: {
    method: 'DELETE',
    path: '/organizations/{organization}/sso-policy',
    summary: 'Remove the policy: passwords are enough again',
    params: inOrganization,
  },
} as const satisfies Record<string, Route>
