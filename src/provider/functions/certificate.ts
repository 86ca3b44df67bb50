/** provider::mortise::certificate: what a certificate says of itself, and how long it lasts. */
import { certificateFacts } from '../../core/index.js'
import { defineFunction, int64, object, string } from '../framework/index.js'
import { refusedAt } from './refused.js'
import { daysBetween, moment, momentOf } from './moment.js'

export const certificate = defineFunction({
  name: 'certificate',
  summary: 'What an X.509 certificate says of itself',
  description:
    'Subject, SHA-256 fingerprint and validity of a certificate in PEM or base64 DER. With `plantimestamp()` as second argument also the days left: the clock must be an argument, because Terraform holds a function to the same result in plan and apply.',
  parameters: { pem: string({ description: 'PEM, or base64 of the DER.' }) },
  variadic: moment,
  returns: object({
    subject: string({ description: 'Distinguished name.' }),
    fingerprint: string({ description: 'SHA-256 of the DER, lower-case hexadecimal.' }),
    notBefore: string({ description: 'RFC 3339.' }),
    notAfter: string({ description: 'RFC 3339.' }),
    daysLeft: int64({ description: 'Whole days until not_after; null without a second argument.' }),
  }),
  call({ pem }, rest) {
    const now = momentOf(rest)
    const facts = refusedAt('pem', () => certificateFacts(pem))
    return {
      subject: facts.subject,
      fingerprint: facts.fingerprint,
      notBefore: facts.notBefore.toISOString(),
      notAfter: facts.notAfter.toISOString(),
      daysLeft: now === undefined ? null : daysBetween(now, facts.notAfter),
    }
  },
})
