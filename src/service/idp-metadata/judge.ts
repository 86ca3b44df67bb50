/** What a new reading of an IdP's metadata means for the connection that trusts it. Pure. */
import { createHash } from 'node:crypto'
import type { IdpFacts, SamlPolicyInForce } from '../../core/index.js'
import { certificateFacts } from '../../core/index.js'
import { sameIdp } from '../admin/idp-source.js'

export type Judgement =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly note: string }
  /** No key known before is among the new ones: somebody must say that this is right. */
  | { readonly kind: 'held'; readonly note: string; readonly digest: string }

const shortPrint = (pem: string): string => certificateFacts(pem).fingerprint.slice(0, 16)

const listed = (certificates: readonly string[]): string =>
  certificates.map(shortPrint).join(', ') || 'none'

function noteOf(known: IdpFacts, read: IdpFacts): string {
  const added = read.certificates.filter((it) => !known.certificates.includes(it))
  const gone = known.certificates.filter((it) => !read.certificates.includes(it))
  const moved = known.ssoUrl === read.ssoUrl ? '' : `; SSO URL ${known.ssoUrl} → ${read.ssoUrl}`
  return `signing keys added: ${listed(added)}; gone: ${listed(gone)}${moved}`
}

/** Names a reading, so that who approves it approves what they saw. */
export const digestOf = ({ readAt: _, ...idp }: IdpFacts): string =>
  createHash('sha256')
    .update(JSON.stringify(Object.entries(idp).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex')

/** @param read - of the same entity ID: another is refused before it comes here */
export function judge(
  known: IdpFacts,
  read: IdpFacts,
  { keyReplacement }: Pick<SamlPolicyInForce, 'keyReplacement'>,
): Judgement {
  if (sameIdp(known, read)) return { kind: 'same' }
  const note = noteOf(known, read)
  const keepsOne = read.certificates.some((it) => known.certificates.includes(it))
  if (keepsOne || keyReplacement === 'allowed') return { kind: 'changed', note }
  return { kind: 'held', note, digest: digestOf(read) }
}
