/** What a Response says, believed by nobody: for rehearsals on paper. A sign-in goes through verifyResponse and nothing else. */
import type { Attributes } from '../core/index.js'
import { assertionsIn, readAssertion, readResponse } from './facts.js'
import { decodeResponse } from './response.js'
import { messageLimits, parseXml } from './xml.js'

export interface UnverifiedResponse {
  readonly issuer: string | undefined
  readonly issueInstant: Date | undefined
  /** undefined where there is no Assertion to read, or it is encrypted. */
  readonly nameId: string | undefined
  readonly attributes: Attributes
  /** Names of encrypted elements. */
  readonly encrypted: readonly string[]
}

/**
 * @param samlResponse - the form field, base64
 * @throws Refusal `response-not-base64`, `message-too-large`, `xml-…`, `element-repeated`, `time-malformed` or `id-malformed`
 */
export function readUnverifiedResponse(samlResponse: string): UnverifiedResponse {
  const root = parseXml(decodeResponse(samlResponse), messageLimits)
  const { encryptedAssertions, encryptedElsewhere, issuer, issueInstant } = readResponse(
    root,
    false,
  )
  const carriers = encryptedAssertions > 0 ? ['EncryptedAssertion'] : []
  const [element] = assertionsIn(root)
  const assertion = element && readAssertion(element)
  return {
    issuer: issuer.text ?? assertion?.issuer.text,
    issueInstant,
    nameId: assertion?.nameId.text,
    attributes: assertion?.attributes ?? new Map(),
    encrypted: [...carriers, ...encryptedElsewhere],
  }
}
