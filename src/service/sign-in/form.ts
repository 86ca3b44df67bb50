/** The form an IdP lets the browser post to an ACS. What stands in it is believed nowhere. */
import { Refusal } from '../../core/index.js'

const notOneResponse = (): Refusal =>
  new Refusal({
    code: 'response-missing',
    owner: 'idp',
    detail: 'the form posted to the ACS must have the field SAMLResponse exactly once',
    remedy: 'Let the IdP answer by the HTTP-POST binding.',
    source: 'SAML Bindings §3.5.4',
  })

/** Whatever stands in the field, if anything does. */
export const responseIn = (body: unknown): unknown =>
  (body as { readonly SAMLResponse?: unknown } | undefined)?.SAMLResponse

/** Likewise. Nobody signs it: whatever it says, it may lead to a local path only (`localPath`). */
export const relayStateIn = (body: unknown): unknown =>
  (body as { readonly RelayState?: unknown } | undefined)?.RelayState

/** @throws Refusal `response-missing` */
export function samlResponseIn(body: unknown): string {
  const value = responseIn(body)
  if (typeof value === 'string' && value !== '') return value
  throw notOneResponse()
}
