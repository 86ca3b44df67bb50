/** The wire's triple as an error. Thrown in this house and by its callers; rendered here and nowhere else. */
import { isObject, kindOf, type Json, type JsonObject } from './json.js'
import { urns } from './urns.js'

/** RFC 7644 §3.12 table 9; the last three are RFC 9865 §2.1. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive'
  | 'invalidCursor'
  | 'expiredCursor'
  | 'invalidCount'

export class ScimError extends Error {
  readonly status: number
  readonly scimType: ScimType | undefined
  /** For the administrator of the client: Okta shows it under Dashboard > Tasks, Entra in its provisioning log. */
  readonly detail: string

  constructor(status: number, scimType: ScimType | undefined, detail: string) {
    super(`${scimType ?? status}: ${detail}`)
    this.name = 'ScimError'
    this.status = status
    this.scimType = scimType
    this.detail = detail
  }

  /** True across copies of this module, where `instanceof` is not. */
  static is(value: unknown): value is ScimError {
    return value instanceof Error && value.name === 'ScimError' && 'scimType' in value
  }

  /** RFC 7644 §3.12. `status` is a string on the wire. */
  toBody(): JsonObject {
    const { status, scimType, detail } = this
    const type = scimType === undefined ? {} : { scimType }
    return { schemas: [urns.error], status: String(status), ...type, detail }
  }
}

const badRequest =
  (scimType: ScimType) =>
  (detail: string): ScimError =>
    new ScimError(400, scimType, detail)

export const invalidFilter = badRequest('invalidFilter')
export const invalidPath = badRequest('invalidPath')
export const invalidSyntax = badRequest('invalidSyntax')
export const invalidValue = badRequest('invalidValue')
export const mutability = badRequest('mutability')
export const noTarget = badRequest('noTarget')

/** RFC 7644 §3.3: a duplicate is 409. Entra and Okta look the person up by filter when they see it. */
export const uniqueness = (detail: string): ScimError => new ScimError(409, 'uniqueness', detail)
export const notFound = (detail: string): ScimError => new ScimError(404, undefined, detail)
/** RFC 7644 §3.14: If-Match named another version. */
export const preconditionFailed = (detail: string): ScimError =>
  new ScimError(412, undefined, detail)
/** RFC 7644 §3.7.4. */
export const tooLarge = (detail: string): ScimError => new ScimError(413, undefined, detail)
/** RFC 7644 §3.11 for /Me, and for whatever discovery does not announce. */
export const notImplemented = (detail: string): ScimError => new ScimError(501, undefined, detail)

/** A body as text → an object, or `invalidSyntax`. */
export function parseBody(text: string): JsonObject {
  const body = parseJson(text)
  if (isObject(body)) return body
  throw invalidSyntax(`the body must be a JSON object, got ${kindOf(body)}`)
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    throw invalidSyntax('the body is not well-formed JSON')
  }
}
