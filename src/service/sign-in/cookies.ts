/** The cookies we set, and why they are as they are. */
import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

export interface Cookies {
  sessionOf(request: FastifyRequest): string | undefined
  setSession(reply: FastifyReply, token: string, seconds: number): void
  clearSession(reply: FastifyReply): void
  browserOf(request: FastifyRequest): string | undefined
  setBrowser(reply: FastifyReply, token: string, seconds: number): void
  /** Of a browser an administrator has entered in. */
  deviceOf(request: FastifyRequest): string | undefined
  setDevice(reply: FastifyReply, value: string): void
  /** Of a connection test: who opened it may see its result. */
  testOf(request: FastifyRequest): string | undefined
  setTest(reply: FastifyReply, token: string, seconds: number): void
}

// __Host-: a browser takes it only from this very host, over https, for all paths: no sibling domain can plant one.
const session = { secure: '__Host-mortise-session', plain: 'mortise-session' }
const browser = '__Host-mortise-sign-in'
const device = { secure: '__Host-mortise-device', plain: 'mortise-device' }
const test = { secure: '__Host-mortise-test', plain: 'mortise-test' }

/** Break-glass is used seldom: a year, a little less than browsers keep any cookie. */
const deviceSeconds = 365 * 24 * 60 * 60

/** @param secure - true when people reach us by https; plain http exists on loopback only */
export function cookiesFor(secure: boolean): Cookies {
  const name = secure ? session.secure : session.plain
  const testName = secure ? test.secure : test.plain
  const deviceName = secure ? device.secure : device.plain
  const common: CookieSerializeOptions = { path: '/', httpOnly: true, secure }
  // Lax: sent when the person follows the redirect out of the IdP's POST, never with another site's POST.
  const forSession: CookieSerializeOptions = { ...common, sameSite: 'lax' }
  // None: it must come back with the IdP's cross-site POST to the ACS. Browsers take None only with Secure.
  const forBrowser: CookieSerializeOptions = { ...common, sameSite: 'none' }
  return {
    sessionOf: (request) => request.cookies[name],
    setSession: (reply, token, seconds) =>
      void reply.setCookie(name, token, { ...forSession, maxAge: seconds }),
    clearSession: (reply) => void reply.clearCookie(name, forSession),
    browserOf: (request) => (secure ? request.cookies[browser] : undefined),
    setBrowser: (reply, token, seconds) =>
      void reply.setCookie(browser, token, { ...forBrowser, maxAge: seconds }),
    deviceOf: (request) => request.cookies[deviceName],
    setDevice: (reply, value) =>
      void reply.setCookie(deviceName, value, {
        ...{ ...common, sameSite: 'strict', maxAge: deviceSeconds },
      }),
    testOf: (request) => request.cookies[testName],
    setTest: (reply, token, seconds) =>
      void reply.setCookie(testName, token, { ...forSession, maxAge: seconds }),
  }
}
