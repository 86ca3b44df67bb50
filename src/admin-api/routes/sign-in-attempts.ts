/** Sign-in attempts, for administrators to read. */
import * as z from 'zod/mini'
import { Name } from '../../core/index.js'
import { SignInAttempt } from '../schemas.js'
import { listOf, page, type Route } from './route.js'

const attemptsQuery = z.object({
  ...page.shape,
  organization: z.optional(Name),
  connection: z.optional(Name),
  outcome: z.optional(SignInAttempt.shape.outcome),
})

export const signInAttemptRoutes = {
  listSignInAttempts: {
    method: 'GET',
    path: '/sign-in-attempts',
    summary: 'Sign-in attempts, newest first',
    query: attemptsQuery,
    response: listOf(SignInAttempt),
  },
  getSignInAttempt: {
    method: 'GET',
    path: '/sign-in-attempts/{reference}',
    summary: 'One sign-in attempt, by the reference the person was shown',
    params: z.object({ reference: z.string().check(z.regex(/^[a-z0-9]{8,32}$/)) }),
    response: SignInAttempt,
  },
} as const satisfies Record<string, Route>
