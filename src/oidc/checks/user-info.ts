/** The rules over UserInfo. */
import { mismatch } from '../../core/index.js'
import { type JsonObject, own } from '../json.js'
import type { Check } from './check.js'

export interface UserInfoCase {
  readonly claims: JsonObject
  /** The subject of the verified ID token. */
  readonly subject: string
}

export const userInfoChecks: readonly Check<UserInfoCase>[] = [
  {
    code: 'user-info-subject-mismatch',
    // Token substitution, Core §16.11: another person's access token would lend us that person's attributes.
    source: 'OpenID Connect Core §5.3.2',
    owner: 'idp',
    holds: ({ claims, subject }) => own(claims, 'sub') === subject,
    detail: ({ claims, subject }) => mismatch('sub of UserInfo', subject, own(claims, 'sub')),
    remedy:
      'UserInfo must speak of the person the ID token names. If the IdP makes subjects per app (pairwise), let it do so in both places.',
  },
]
