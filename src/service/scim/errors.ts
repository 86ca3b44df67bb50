/** Whatever goes wrong under a SCIM base path is answered as SCIM (RFC 7644 §3.12). */
import type { FastifyError } from 'fastify'
import { Refusal } from '../../core/index.js'
import { problemStatus } from '../../admin-api/index.js'
import { invalidSyntax, ScimError, tooLarge, uniqueness } from '../../scim/index.js'
import { bodyLimit } from './limits.js'

const ofFastify: Readonly<Record<string, () => ScimError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => tooLarge(`the body is larger than ${bodyLimit} bytes`),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new ScimError(415, undefined, 'send application/scim+json or application/json'),
}

const ofRefusal = ({ finding }: Refusal): ScimError =>
  finding.code === 'person-exists'
    ? uniqueness(finding.detail)
    : new ScimError(problemStatus(finding.code), undefined, finding.detail)

/** @param reference - names the failure in the log */
export function scimErrorOf(error: unknown, reference: string): ScimError {
  if (ScimError.is(error)) return error
  if (Refusal.is(error)) return ofRefusal(error)
  const { code, statusCode } = error as Partial<FastifyError>
  const known = code === undefined ? undefined : ofFastify[code]
  if (known) return known()
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return invalidSyntax('the request cannot be read')
  return new ScimError(500, undefined, `the service failed; nothing was changed; ${reference}`)
}
