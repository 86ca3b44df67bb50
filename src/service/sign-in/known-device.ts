/**
 * A browser in which an administrator has entered before (OWASP: device cookies). It opens nothing; it only keeps the
 * guessing of strangers from slowing its owner down. A stolen one gives its thief tries at the speed of one address.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { newToken } from './secrets.js'

export interface KnownDevices {
  /** What the browser is to keep after the administrator has entered in it. */
  cookieFor(administrator: string): string
  isKnown(administrator: string, cookie: string | undefined): boolean
}

/** @param secret - what cookies are signed with is derived from it; a new one makes every browser a stranger */
export function knownDevices(secret: string): KnownDevices {
  const key = createHmac('sha256', secret).update('mortise known devices').digest()
  const sign = (administrator: string, nonce: string): Buffer =>
    createHmac('sha256', key).update(`${administrator}\n${nonce}`).digest()
  return {
    cookieFor: (administrator) => {
      const nonce = newToken()
      return `${nonce}.${sign(administrator, nonce).toString('base64url')}`
    },
    isKnown: (administrator, cookie = '') => {
      const [nonce = '', signature = ''] = cookie.split('.')
      const [expected, given] = [sign(administrator, nonce), Buffer.from(signature, 'base64url')]
      return expected.length === given.length && timingSafeEqual(expected, given)
    },
  }
}
