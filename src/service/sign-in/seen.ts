/** What is worth remembering of a message that was believed: how the person signed in at the IdP, and what was accepted only because the connection says so. */
import { encryptedMessage } from '../../contract/index.js'
import { traceLine, type TraceLine } from '../../core/index.js'
import type { Assertion } from '../../saml/index.js'

/** W13: whether it was by a second factor, say. */
export const authnContextSeen = (asserted: readonly string[]): readonly TraceLine[] =>
  asserted.length === 0
    ? []
    : [
        traceLine(
          'kept',
          'message',
          'authentication',
          `the IdP says the person signed in by ${asserted.join(', ').slice(0, 1024)}`,
          'W13',
        ),
      ]

/** S31: what shows that somebody has switched encryption on at the IdP, where no API says so. */
const cameEncrypted = traceLine(
  'kept',
  'message',
  encryptedMessage,
  'the assertion came encrypted, and our key opened it',
  'S31',
)

export const assertionSeen = ({
  encrypted,
  warnings,
  authnContextClassRef,
}: Assertion): readonly TraceLine[] => [
  ...(encrypted ? [cameEncrypted] : []),
  ...authnContextSeen(authnContextClassRef === undefined ? [] : [authnContextClassRef]),
  ...warnings.map(({ code, detail, source = '' }) =>
    traceLine('warned', 'message', code, detail, source),
  ),
]
