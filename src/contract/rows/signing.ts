/** Signatures and algorithms, and encryption as far as a person is told of it. */
import { Open, shown } from '../../program/index.js'
import type { SamlApp } from '../sides/app.js'
import type { SamlJoint } from '../sides/facts.js'
import { policyOf } from '../sides/policy.js'
import { known, type Said } from '../sides/said.js'
import { broken, held, notAsked, rowsAbout, undecided, untilApply, type Outcome } from './row.js'

const weakSignature = /SHA-?_?1$|MD5/i

function strong(told: Said | undefined, what: string, app: SamlApp): readonly Outcome[] {
  if (app.vendor !== 'okta') return notAsked
  if (!told) return notAsked
  const text = known(told.value)
  if (text === undefined) return undecided(untilApply(what, told.value), told.place)
  return weakSignature.test(text) ? broken(`${what} is ${shown(text)}`, told.place) : held
}

/** Steps that let a person switch encryption on for this connection. */
export const encryptionSteps = ({ facts, connection }: SamlJoint) =>
  facts.steps.filter(
    (step) => step.proof.event === 'encrypted-assertion' && step.connection === connection.title,
  )

/** What a person is told to enter; the provider has no argument (S31). */
const stepValue = (joint: SamlJoint, field: RegExp): string | undefined =>
  encryptionSteps(joint)
    .flatMap(({ values }) => values)
    .find((each) => field.test(each.field))?.value

const weakEncryption = /CBC|3DES|DES|RSA1_5|RSA-1_5|PKCS1/i

export const signingRows = [
  ...rowsAbout('samlApp', [
    {
      code: 'nothing-signed',
      severity: 'error',
      owner: 'idp',
      rule: 'The IdP signs the Response, the assertion, or both.',
      cause: 'What nobody signed, anybody can have written: the service refuses it.',
      remedy: 'Okta: response_signed = true and assertion_signed = true.',
      source: 'S30, Profiles §4.1.4.5',
      leadsTo: 'signature-missing',
      check: ({ signing }) => {
        const { response, assertion, place } = signing
        if (response || assertion) return held
        if (response === undefined || assertion === undefined)
          return undecided(untilApply('what is signed'), place)
        return broken(
          'neither Response nor assertion is signed; left out, the provider sends false',
          place,
        )
      },
    },
    {
      code: 'signature-algorithm-weak',
      severity: 'error',
      owner: 'idp',
      rule: 'Signatures are RSA-SHA256 or stronger.',
      cause:
        'A signature over SHA-1 can be forged by whoever finds a collision; the service refuses it.',
      remedy: 'signature_algorithm = "RSA_SHA256".',
      source: 'S30, NIST SP 800-131A',
      leadsTo: 'signature-algorithm-forbidden',
      check: (app) => strong(app.signing.algorithm, 'the signature algorithm', app),
    },
    {
      code: 'digest-algorithm-weak',
      severity: 'error',
      owner: 'idp',
      rule: 'Digests are SHA-256 or stronger.',
      cause:
        'A SHA-1 digest lets another document bear the same signature; the service refuses it.',
      remedy: 'digest_algorithm = "SHA256".',
      source: 'S30, NIST SP 800-131A',
      leadsTo: 'signature-algorithm-forbidden',
      check: (app) => strong(app.signing.digest, 'the digest algorithm', app),
    },
  ]),
  ...rowsAbout('saml', [
    {
      code: 'one-signature-missing',
      severity: 'warning',
      owner: 'idp',
      rule: 'Where the service’s page asks for both signatures, Okta makes both.',
      cause: 'One signature is enough for the service; its page asks for both.',
      remedy: 'response_signed = true and assertion_signed = true.',
      source: 'S30',
      check: ({ app, connection }) => {
        const { response, assertion, place } = app.signing
        if (app.vendor !== 'okta' || connection.preset?.key !== 'sonarqube-cloud') return notAsked
        if (response === undefined || assertion === undefined)
          return undecided(untilApply('what is signed'), place)
        if (response === assertion) return response ? held : notAsked
        return broken(
          `only the ${response ? 'Response' : 'assertion'} is signed`,
          place,
          connection.place,
        )
      },
    },
    {
      code: 'encryption-algorithm-weak',
      severity: 'warning',
      owner: 'idp',
      rule: 'Assertions are encrypted by AES-GCM, their keys by RSA-OAEP.',
      cause:
        'AES-CBC and RSA 1.5 let an attacker who can ask again learn the text, piece by piece.',
      remedy: 'Choose AES256-GCM and RSA-OAEP.',
      source: 'S31, XML Encryption 1.1 §5.2',
      check: (joint) => {
        const [step] = encryptionSteps(joint)
        const chosen = [
          stepValue(joint, /^Encryption Algorithm/i),
          stepValue(joint, /^Key Transport/i),
        ]
        if (!step) return notAsked
        const weak = chosen.find((each) => each !== undefined && weakEncryption.test(each))
        return weak === undefined
          ? held
          : broken(`a person is told to choose ${weak}`, joint.app.place, joint.connection.place)
      },
    },
    {
      code: 'signed-requests-wanted',
      severity: 'error',
      owner: 'caller',
      rule: 'The IdP asks for signed AuthnRequests only if the connection signs them.',
      cause: 'The IdP refuses AuthnRequests without a signature.',
      remedy: 'Leave policy.sign_requests out, or set saml_signed_request_enabled = false.',
      source:
        'Core §3.4, https://help.okta.com/oie/en-us/content/topics/apps/aiw-saml-reference.htm',
      check: ({ app, connection, facts }) => {
        const wanted = app.wantsSignedRequests
        if (!wanted || wanted.value === false) return notAsked
        if (wanted.value instanceof Open)
          return undecided(untilApply('saml_signed_request_enabled', wanted.value), wanted.place)
        // Left out, the service signs as the metadata wants it.
        return policyOf(facts.program, connection)?.signRequests === false
          ? broken(
              'the IdP wants signed requests, the connection signs none',
              wanted.place,
              connection.place,
            )
          : held
      },
    },
  ]),
]
