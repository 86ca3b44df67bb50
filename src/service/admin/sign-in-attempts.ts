/** Sign-in attempts, as administrators read them: the reference a person was shown leads to the whole reason. */
import type { SignInAttempt } from '../../admin-api/index.js'
import type { Deps } from '../deps.js'
import type { Claims, RecordedAttempt } from '../store/records.js'
import { notFound, ok, pageOf, type Handlers } from './answers.js'

type AttemptHandlers = Pick<Handlers, 'listSignInAttempts' | 'getSignInAttempt'>

/** A copy the wire may have. */
const copied = (claims: Claims | null): SignInAttempt['claims'] =>
  claims && (structuredClone(claims) as SignInAttempt['claims'])

export const attemptBodyOf = ({ at, trace, claims, ...attempt }: RecordedAttempt) =>
  ({
    ...attempt,
    ...{ at: at.toISOString(), trace: [...trace], claims: copied(claims) },
  }) satisfies SignInAttempt

export function attemptHandlers({ store }: Deps): AttemptHandlers {
  return {
    listSignInAttempts: async ({ query }) => {
      const { records, next } = await pageOf(query, async (page) =>
        (await store.attempts.list({ ...query, ...page })).map((attempt) => ({
          ...{ name: attempt.reference, attempt },
        })),
      )
      return ok({ items: records.map(({ attempt }) => attemptBodyOf(attempt)), next })
    },

    getSignInAttempt: async ({ params: { reference } }) => {
      const attempt = await store.attempts.find(reference)
      if (!attempt) throw notFound(`sign-in attempt "${reference}"`)
      return ok(attemptBodyOf(attempt))
    },
  }
}
