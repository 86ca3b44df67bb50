/** The first half of a sign-in: an AuthnRequest goes out, and is remembered until its Response comes. */
import type { Deps } from '../deps.js'
import { hashOf, newRequestId, newToken } from './secrets.js'
import type { PostForm } from '../pages/send-on.js'
import { authnRequestFor } from './saml-request.js'
import type { Trust } from './trust.js'

/** How long a person may take at the IdP. */
export const requestLifetime = 10 * 60_000

const printableAscii = /^[\x21-\x7e]{1,2048}$/

/**
 * The path to return to, if it is one of ours; anything else would make us an open redirector.
 * `//evil.example` and `/\evil.example` are other hosts to a browser.
 */
export function localPath(wanted: unknown): string | null {
  if (typeof wanted !== 'string' || !printableAscii.test(wanted)) return null
  if (!wanted.startsWith('/') || wanted.includes('\\')) return null
  const base = 'https://here.invalid'
  if (!URL.canParse(wanted, base)) return null
  const url = new URL(wanted, base)
  return url.origin === base && !url.pathname.startsWith('//')
    ? `${url.pathname}${url.search}${url.hash}`
    : null
}

export interface Begun {
  /** Where to send the browser. */
  readonly location: string
  /** What to post there; absent where going there is enough. */
  readonly form?: PostForm
  /** For the browser to keep, so that it can show at the ACS that it began this; absent on plain http. */
  readonly browserToken: string | undefined
}

/**
 * @param heldToken - the browser's token from a sign-in begun in another tab; it serves for both
 * @param test - the connection test this is for: its Response will open no session
 * @throws Refusal `secret-key-missing` or `secret-unreadable` where the request must be signed
 */
export async function beginSignIn(
  deps: Deps,
  trust: Trust,
  wanted: unknown,
  heldToken: string | undefined,
  test: string | null = null,
): Promise<Begun> {
  const { store, now, secure } = deps
  const id = newRequestId()
  const at = now()
  const browserToken = secure ? (heldToken ?? newToken()) : undefined
  const message = await authnRequestFor(deps, trust, { id, at })
  await store.transaction((tx) =>
    tx.authnRequests.record({
      id,
      connection: trust.connection.name,
      // Kept here and not sent: nobody can change it on its way, and it may be longer than 80 bytes (Bindings §3.4.3).
      relayState: localPath(wanted),
      browserHash: browserToken === undefined ? null : hashOf(browserToken),
      test,
      createdAt: at,
      expiresAt: new Date(at.getTime() + requestLifetime),
    }),
  )
  if (message.binding === 'redirect') return { location: message.location, browserToken }
  return { location: message.action, form: message, browserToken }
}
