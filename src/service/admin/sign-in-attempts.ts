/** Sign-in attempts, as administrators read them: the reference a person was shown leads to the whole reason. */
import type { SignInAttempt } from '../../admin-api/index.js'
import type { Deps } from '../deps.js'
import type { Attempt } from '../store/records.js'
import { notFound, ok, type Handlers } from './answers.js'

type AttemptHandlers = Pick<Handlers, 'listSignInAttempts' | 'getSignInAttempt'>

/** A copy the wire may have: the same, without the promise not to change it. */
const copied = (claims: NonNullable<Attempt['claims']>): Record<string, string[]> =>
  Object.fromEntries(Object.entries(claims).map(([name, values]) => [name, [...values]]))

const bodyOf = ({ at, trace, claims, ...attempt }: Attempt) =>
  ({
    ...attempt,
    at: at.toISOString(),
    trace: [...trace],
    claims: claims ? copied(claims) : null,
  }) satisfies SignInAttempt

export function attemptHandlers({ store }: Deps): AttemptHandlers {
  return {
    listSignInAttempts: async ({ query: { connection, limit = 100 } }) =>
      ok({ items: (await store.attempts.list({ connection, limit })).map(bodyOf) }),

    getSignInAttempt: async ({ params: { reference } }) => {
      const attempt = await store.attempts.find(reference)
      if (!attempt) throw notFound(`sign-in attempt "${reference}"`)
      return ok(bodyOf(attempt))
    },
  }
}
