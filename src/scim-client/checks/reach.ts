/** Is there a SCIM server at all, and does it know the token? Forty failures would say the same less clearly. */
import { Refusal } from '../../core/index.js'
import type { Answer, ScimClient } from '../client.js'
import { equals, filtered } from '../manners/manner.js'

interface Reason {
  readonly code: string
  readonly when: (answer: Answer) => boolean
  readonly detail: (answer: Answer) => string
  readonly remedy: string
}

const reasons: readonly Reason[] = [
  {
    code: 'scim-token-refused',
    when: ({ status }) => status === 401,
    detail: () => 'the server does not know the token (401)',
    remedy: 'Take one that is neither revoked nor expired, and of this directory.',
  },
  {
    code: 'scim-token-forbidden',
    when: ({ status }) => status === 403,
    detail: () => 'the token may not look people up (403)',
    remedy: 'Give it the permission to manage users.',
  },
  {
    code: 'scim-redirected',
    when: ({ status }) => status >= 300 && status < 400,
    detail: ({ location = '' }) =>
      `the server sends elsewhere: ${location.split(/[?#]/)[0]?.slice(0, 200) ?? ''}`,
    remedy: 'Give the URL it ends at: the token is not carried along.',
  },
  {
    code: 'scim-not-there',
    when: ({ status, json }) => status === 404 && !json,
    detail: () => 'nothing of SCIM answers below this URL (404)',
    remedy: 'Give the base URL, with /scim or /scim/v2 where the service has it, without /Users.',
  },
]

/** @throws Refusal saying which of these it is */
export async function expectScim(client: ScimClient, nobody: string): Promise<void> {
  const answer = await client.ask(filtered('/Users', equals('userName', nobody)))
  const reason = reasons.find(({ when }) => when(answer))
  if (!reason) return
  const { code, detail, remedy } = reason
  throw new Refusal({ code, owner: 'caller', detail: client.withoutToken(detail(answer)), remedy })
}
