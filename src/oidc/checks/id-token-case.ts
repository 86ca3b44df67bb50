/** What the rules over an ID token are asked of. */
import type { ExpectedIdToken } from '../id-token.js'
import type { IdTokenFacts } from '../id-token-facts.js'
import type { Clock } from './check.js'

export interface IdTokenCase extends Clock {
  readonly facts: IdTokenFacts
  readonly expected: ExpectedIdToken
  readonly alg: string
}
