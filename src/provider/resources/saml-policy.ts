/** `policy` of a SAML connection: how strictly it trusts its IdP, and how it asks. */
import { samlPolicyFindings, type SamlPolicy } from '../../core/index.js'
import { warningOf } from '../complaints.js'
import { between, bool, int64, object, oneOf, string, type Diagnostic } from '../framework/index.js'
import { filled, said, type Filled } from './wire.js'

export const policy = object(
  {
    signed: string({
      optional: true,
      validate: [oneOf('either', 'response', 'assertion', 'both')],
      description:
        'What the IdP must sign; every signature that is there must hold in any case. Left out: `either`.',
    }),
    allowSha1: bool({
      optional: true,
      description: 'Believe signatures made with SHA-1. Left out: false.',
    }),
    allowWeakKeys: bool({
      optional: true,
      description: 'Believe RSA keys of 1024 to 2047 bits. Left out: false.',
    }),
    certificateValidity: string({
      optional: true,
      validate: [oneOf('enforced', 'warned')],
      description:
        'A signing certificate outside its dates: refused, or warned of. Left out: `enforced`.',
    }),
    clockSkewSeconds: int64({
      optional: true,
      validate: [between(0, 300)],
      description: "How far the IdP's clock may be off. Left out: 60.",
    }),
    encryption: string({
      optional: true,
      validate: [oneOf('accepted', 'required', 'refused')],
      description: 'Whether assertions may or must come encrypted. Left out: `accepted`.',
    }),
    allowTripleDes: bool({
      optional: true,
      description: 'Open assertions encrypted with 3DES. Left out: false.',
    }),
    signRequests: bool({
      optional: true,
      description: "Sign our AuthnRequests. Left out: as the IdP's metadata wants it.",
    }),
    requestBinding: string({
      optional: true,
      validate: [oneOf('redirect', 'post')],
      description: 'How AuthnRequests travel. Left out: by redirect where the IdP offers it.',
    }),
    forceAuthn: bool({
      optional: true,
      description:
        'Ask the IdP for a fresh sign-in even if it has a session of the person. Left out: false.',
    }),
    keyReplacement: string({
      optional: true,
      validate: [oneOf('held', 'allowed')],
      description:
        'New metadata that keeps none of the known signing keys: held for approval, or taken. Left out: `held`.',
    }),
    singleLogout: bool({
      optional: true,
      description: 'Sign out at the IdP too, where it offers single logout. Left out: true.',
    }),
  },
  {
    optional: true,
    description:
      'How strictly the IdP is trusted, and how it is asked. What is left out is the safe choice.',
  },
)

const names = [
  'signed',
  'allowSha1',
  'allowWeakKeys',
  'certificateValidity',
  'clockSkewSeconds',
  'encryption',
  'allowTripleDes',
  'signRequests',
  'requestBinding',
  'forceAuthn',
  'keyReplacement',
  'singleLogout',
] as const satisfies readonly (keyof SamlPolicy)[]

export type PolicyState = Filled<SamlPolicy> | null

export const policyFromWire = (wire: SamlPolicy | undefined): PolicyState => filled(names, wire)

export const policyToWire = (state: PolicyState): SamlPolicy | undefined => said(state)

/** What is opted into against advice. */
export const policyWarnings = (policy: SamlPolicy): readonly Diagnostic[] =>
  samlPolicyFindings(policy).map((finding) => warningOf(finding))
