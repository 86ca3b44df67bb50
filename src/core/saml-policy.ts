/** How strictly a SAML connection trusts its IdP, and how it asks. Every field may be left out; what is left out is the safe choice. */
import * as z from 'zod/mini'
import type { Finding } from './finding.js'
import type { Frozen } from './schema.js'

const said = (text: string) => z.describe(text)

export const SamlPolicy = z
  .strictObject({
    signed: z.optional(
      z
        .enum(['either', 'response', 'assertion', 'both'])
        .check(
          said(
            'What the IdP must sign; every signature present must hold in any case. Default either.',
          ),
        ),
    ),
    allowSha1: z.optional(
      z.boolean().check(said('Believe signatures made with SHA-1. Default false.')),
    ),
    allowWeakKeys: z.optional(
      z.boolean().check(said('Believe RSA keys of 1024 to 2047 bits. Default false.')),
    ),
    certificateValidity: z.optional(
      z
        .enum(['enforced', 'warned'])
        .check(
          said('A signing certificate outside its dates: refused, or warned of. Default enforced.'),
        ),
    ),
    clockSkewSeconds: z.optional(
      z
        .int()
        .check(
          z.gte(0, 'must be 0 to 300'),
          z.lte(300, 'must be 0 to 300'),
          said("How far the IdP's clock may be off, in seconds. Default 60."),
        ),
    ),
    encryption: z.optional(
      z
        .enum(['accepted', 'required', 'refused'])
        .check(said('Whether assertions may or must come encrypted. Default accepted.')),
    ),
    allowTripleDes: z.optional(
      z.boolean().check(said('Open assertions encrypted with 3DES. Default false.')),
    ),
    signRequests: z.optional(
      z.boolean().check(said('Sign our AuthnRequests. Default: as the IdP’s metadata wants it.')),
    ),
    requestBinding: z.optional(
      z
        .enum(['redirect', 'post'])
        .check(said('How AuthnRequests travel. Default: redirect where the IdP offers it.')),
    ),
    forceAuthn: z.optional(
      z
        .boolean()
        .check(said('Ask the IdP for a fresh sign-in even if it has a session. Default false.')),
    ),
    keyReplacement: z.optional(
      z
        .enum(['held', 'allowed'])
        .check(
          said(
            'New metadata that keeps none of the known signing keys: held for approval, or taken. Default held.',
          ),
        ),
    ),
    singleLogout: z.optional(
      z
        .boolean()
        .check(said('Sign out at the IdP too, where it offers single logout. Default true.')),
    ),
  })
  .check(
    z.meta({
      id: 'SamlPolicy',
      description: 'How strictly a connection trusts its IdP, and how it asks. All optional.',
    }),
  )
export type SamlPolicy = Frozen<z.output<typeof SamlPolicy>>

type Filled = Exclude<keyof SamlPolicy, 'signRequests' | 'requestBinding'>

/** Every blank filled, except what the IdP's metadata decides. */
export type SamlPolicyInForce = {
  readonly [K in Filled]-?: NonNullable<SamlPolicy[K]>
} & Pick<SamlPolicy, 'signRequests' | 'requestBinding'>

export const samlPolicyFor = (chosen: SamlPolicy = {}): SamlPolicyInForce => ({
  signed: chosen.signed ?? 'either',
  allowSha1: chosen.allowSha1 ?? false,
  allowWeakKeys: chosen.allowWeakKeys ?? false,
  certificateValidity: chosen.certificateValidity ?? 'enforced',
  clockSkewSeconds: chosen.clockSkewSeconds ?? 60,
  encryption: chosen.encryption ?? 'accepted',
  allowTripleDes: chosen.allowTripleDes ?? false,
  forceAuthn: chosen.forceAuthn ?? false,
  keyReplacement: chosen.keyReplacement ?? 'held',
  singleLogout: chosen.singleLogout ?? true,
  signRequests: chosen.signRequests,
  requestBinding: chosen.requestBinding,
})

interface Weakness {
  readonly setting: keyof SamlPolicy
  readonly code: string
  readonly chosen: (policy: SamlPolicyInForce) => boolean
  readonly detail: string
  readonly remedy: string
  readonly source: string
}

/** Rows: what a policy lets in that we advise against. */
const weaknesses: readonly Weakness[] = [
  {
    setting: 'allowSha1',
    code: 'sha1-allowed',
    chosen: ({ allowSha1 }) => allowSha1,
    detail: 'signatures made with SHA-1 are believed, which who finds a collision can forge',
    remedy: 'Let the IdP sign with SHA-256, then leave allowSha1 out.',
    source: 'NIST SP 800-131A §9',
  },
  {
    setting: 'allowWeakKeys',
    code: 'weak-keys-allowed',
    chosen: ({ allowWeakKeys }) => allowWeakKeys,
    detail: 'RSA keys under 2048 bits are believed, which can be factored at a price',
    remedy: 'Let the IdP sign with a key of at least 2048 bits, then leave allowWeakKeys out.',
    source: 'NIST SP 800-131A §3',
  },
  {
    setting: 'allowTripleDes',
    code: 'triple-des-allowed',
    chosen: ({ allowTripleDes }) => allowTripleDes,
    detail: 'assertions encrypted with 3DES are opened',
    remedy: 'Let the IdP encrypt with AES-256-GCM, then leave allowTripleDes out.',
    source: 'NIST SP 800-131A §2',
  },
  {
    setting: 'certificateValidity',
    code: 'certificate-validity-not-enforced',
    chosen: ({ certificateValidity }) => certificateValidity === 'warned',
    detail: 'a signing certificate past its dates is believed',
    remedy: 'Let the IdP renew its certificate, then leave certificateValidity out.',
    source: 'Mortise policy certificateValidity',
  },
  {
    setting: 'keyReplacement',
    code: 'key-replacement-allowed',
    chosen: ({ keyReplacement }) => keyReplacement === 'allowed',
    detail:
      'whoever controls the metadata URL can replace every signing key without anybody being asked',
    remedy: 'Leave keyReplacement out, and approve replacements when they are reported.',
    source: 'Mortise policy keyReplacement',
  },
]

/** What a connection has opted into against our advice: for its checks, its warnings and the audit. */
export function samlPolicyFindings(chosen: SamlPolicy | undefined): readonly Finding[] {
  const policy = samlPolicyFor(chosen)
  return weaknesses
    .filter((row) => row.chosen(policy))
    .map(({ setting, code, detail, remedy, source }) => ({
      ...{ code, owner: 'caller', detail, remedy, source },
      path: `policy.${setting}`,
    }))
}
