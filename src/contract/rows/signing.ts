/** Signatures, algorithms, encryption and certificates. */
import { certificateFacts, Refusal } from '../../core/index.js'
import { X509Certificate } from 'node:crypto'
import type { SamlApp } from '../sides/app.js'
import type { SamlJoint } from '../sides/facts.js'
import { known, type Said } from '../sides/said.js'
import type { ServiceConnection } from '../sides/service.js'
import { blockIn, isUnsaid, itemsIn, Open, Sealed, shown, type Value } from '../value.js'
import type { Program } from '../program.js'
import { broken, held, notAsked, rowsAbout, undecided, untilApply, type Outcome } from './row.js'

const day = 86_400_000
/** Days: long enough before the end for an IdP's administrator to be reached. */
const soon = 30

const weakSignature = /SHA-?_?1$|MD5/i

function strong(told: Said | undefined, what: string, app: SamlApp): readonly Outcome[] {
  if (app.vendor !== 'okta') return notAsked
  if (!told) return notAsked
  const text = known(told.value)
  if (text === undefined) return undecided(untilApply(what, told.value), told.place)
  return weakSignature.test(text) ? broken(`${what} is ${shown(text)}`, told.place) : held
}

/** Both halves: what came of it, with a clock. */
function dated(
  what: string,
  notAfter: Date,
  now: Date,
  when: 'past' | 'near',
  ...places: Parameters<typeof broken> extends [string, ...infer P] ? P : never
): readonly Outcome[] {
  const days = Math.floor((notAfter.getTime() - now.getTime()) / day)
  if (days < 0)
    return when === 'past' ? broken(`${what} ended ${-days} days ago`, ...places) : notAsked
  if (when === 'near' && days < soon) return broken(`${what} ends in ${days} days`, ...places)
  return held
}

interface Certificate {
  readonly pem: Value
  readonly path: string
}

const embedded = /<(?:\w+:)?X509Certificate[^>]*>([^<]+)</g

/** Certificates the connection trusts: given by hand, in its metadata, or known to the service. */
function certificatesOf(program: Program, { block }: ServiceConnection): readonly Certificate[] {
  const given = itemsIn(program.get(block, 'certificates')) ?? []
  const xml = known(program.get(block, 'idp_metadata_xml')) ?? ''
  const idp = blockIn(program.get(block, 'idp'))
  const trusted = itemsIn(idp?.['certificates']) ?? []
  const all = [
    ...given.map((pem, index) => ({ pem, path: `certificates.${index}` })),
    ...[...xml.matchAll(embedded)].map(([, pem = '']) => ({ pem, path: 'idp_metadata_xml' })),
    ...trusted.map((pem, index) => ({ pem, path: `idp.certificates.${index}` })),
  ]
  const texts = new Set<Value>()
  return all.filter(({ pem }) => !texts.has(pem) && texts.add(pem))
}

function eachCertificate(
  connection: ServiceConnection,
  program: Program,
  ask: (pem: string, place: ReturnType<Program['place']>) => readonly Outcome[],
): readonly Outcome[] {
  return certificatesOf(program, connection).flatMap(({ pem, path }) => {
    const place = program.place('service', connection.block, path)
    if (pem instanceof Open || pem instanceof Sealed)
      return undecided(untilApply('a signing certificate', pem), place)
    return typeof pem === 'string' ? ask(pem, place) : notAsked
  })
}

/** A certificate nobody can read is told by its own row. */
function readable<T>(pem: string, read: (pem: string) => T): T | undefined {
  try {
    return read(pem)
  } catch (error) {
    if (Refusal.is(error)) return undefined
    throw error
  }
}

const validity =
  (when: 'past' | 'near') => (connection: ServiceConnection, program: Program, now: Date) =>
    eachCertificate(connection, program, (pem, place) => {
      const facts = readable(pem, certificateFacts)
      return facts
        ? dated(`the certificate of ${facts.subject}`, facts.notAfter, now, when, place)
        : notAsked
    })

const ends = (when: 'past' | 'near') => (app: SamlApp, now: Date) =>
  app.certificateEnds.flatMap(({ value, place }) => {
    if (typeof value !== 'string')
      return undecided(untilApply('the end of the signing certificate', value), place)
    const end = new Date(value)
    return Number.isNaN(end.getTime())
      ? notAsked
      : dated('the IdP’s signing certificate', end, now, when, place)
  })

function keyFault(pem: string): string | undefined {
  const der = Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64')
  const { publicKey } = new X509Certificate(der)
  const { modulusLength } = publicKey.asymmetricKeyDetails ?? {}
  if (publicKey.asymmetricKeyType === 'rsa' && (modulusLength ?? 0) < 2048)
    return `an RSA key of ${modulusLength ?? 0} bits`
  return ['rsa', 'rsa-pss', 'ec'].includes(publicKey.asymmetricKeyType ?? '')
    ? undefined
    : `a key of type ${publicKey.asymmetricKeyType ?? 'unknown'}`
}

const encryptionSteps = ({ facts, connection }: SamlJoint) =>
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
    {
      code: 'idp-certificate-ended',
      severity: 'error',
      owner: 'idp',
      rule: 'The app’s signing certificate is valid.',
      cause: 'What an expired certificate signs is refused.',
      remedy:
        'Make a new one, and let the service read the metadata again. Okta: key_name; Entra: end_date.',
      source: 'W14',
      leadsTo: 'signing-certificate-expired',
      check: (app, { now }) => ends('past')(app, now),
    },
    {
      code: 'idp-certificate-ends-soon',
      severity: 'warning',
      owner: 'idp',
      rule: `The app’s signing certificate is valid for ${soon} more days.`,
      cause: 'Nobody signs in any more the day it ends.',
      remedy: 'Plan the change: two certificates in the metadata, then the new one alone.',
      source: 'W14',
      check: (app, { now }) => ends('near')(app, now),
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
      remedy: 'Let the connection sign its requests, or set saml_signed_request_enabled = false.',
      source:
        'Core §3.4, https://help.okta.com/oie/en-us/content/topics/apps/aiw-saml-reference.htm',
      check: ({ app, connection, facts }) => {
        const wanted = app.wantsSignedRequests
        if (!wanted || wanted.value === false) return notAsked
        if (wanted.value instanceof Open)
          return undecided(untilApply('saml_signed_request_enabled', wanted.value), wanted.place)
        const signs = signing.map((name) => facts.program.get(connection.block, name))
        return signs.includes(true)
          ? held
          : broken(
              'the IdP wants signed requests, the connection sends none',
              wanted.place,
              connection.place,
            )
      },
    },
  ]),
  ...rowsAbout('connection', [
    {
      code: 'certificate-unreadable',
      severity: 'error',
      owner: 'caller',
      rule: 'Every certificate of a connection can be read.',
      cause: 'What is no certificate verifies nothing.',
      remedy: 'Paste the certificate as the IdP shows it, with or without the BEGIN and END lines.',
      source: 'W04, W14',
      leadsTo: 'certificate-malformed',
      check: (connection, { program }) =>
        eachCertificate(connection, program, (pem, place) =>
          readable(pem, certificateFacts)
            ? held
            : broken('not an X.509 certificate in PEM or base64 DER', place),
        ),
    },
    {
      code: 'certificate-ended',
      severity: 'error',
      owner: 'idp',
      rule: 'Every certificate a connection trusts is valid.',
      cause: 'Responses signed with an expired certificate are refused.',
      remedy: 'Let the IdP publish a new signing certificate, and give it to the connection.',
      source: 'W14',
      leadsTo: 'signing-certificate-expired',
      check: (connection, { program, now }) => validity('past')(connection, program, now),
    },
    {
      code: 'certificate-ends-soon',
      severity: 'warning',
      owner: 'idp',
      rule: `Every certificate a connection trusts is valid for ${soon} more days.`,
      cause: 'Nobody signs in any more the day it ends.',
      remedy: 'Let the IdP publish the next one beside it, and trust both for a while.',
      source: 'W14',
      check: (connection, { program, now }) => validity('near')(connection, program, now),
    },
    {
      code: 'certificate-key-weak',
      severity: 'error',
      owner: 'idp',
      rule: 'Signing keys are RSA of 2048 bits or more, or elliptic.',
      cause: 'A shorter key can be computed; the service refuses what it signs.',
      remedy: 'Let the IdP make a new certificate.',
      source: 'NIST SP 800-131A',
      leadsTo: 'signing-key-weak',
      check: (connection, { program }) =>
        eachCertificate(connection, program, (pem, place) => {
          if (!readable(pem, certificateFacts)) return notAsked
          const fault = keyFault(pem)
          return fault === undefined ? held : broken(`the certificate has ${fault}`, place)
        }),
    },
  ]),
]

/** How a connection says that it signs. */
const signing = ['sign_requests', 'sign_authn_requests', 'signed_requests']

/** Opt-ins of a connection that weaken what it accepts. */
const weakenings: readonly (readonly [string, (value: Value) => boolean, string])[] = [
  ['allow_sha1', (value) => value === true, 'SHA-1 is accepted'],
  ['allow_weak_algorithms', (value) => value === true, 'weak algorithms are accepted'],
  ['allow_weak_signatures', (value) => value === true, 'weak signatures are accepted'],
  ['allow_weak_keys', (value) => value === true, 'weak keys are accepted'],
  ['certificate_validity', (value) => value === 'ignored', 'expired certificates are accepted'],
  ['ignore_certificate_expiry', (value) => value === true, 'expired certificates are accepted'],
]

export const weakeningRows = rowsAbout('connection', [
  {
    code: 'weak-signatures-accepted',
    severity: 'warning',
    owner: 'sp',
    rule: 'No connection accepts weak signatures or expired certificates.',
    cause: 'An exception made for one IdP stays when its reason has gone.',
    remedy: 'Take the exception back; until then, waive this finding with a last day.',
    source: 'S30, NIST SP 800-131A',
    check: ({ block, place }, { program }) => {
      const settings = blockIn(program.get(block, 'settings')) ?? {}
      const signature = blockIn(program.get(block, 'signature_policy')) ?? {}
      const faults = weakenings.flatMap(([name, isWeak, words]) => {
        const value = program.get(block, name) ?? settings[name] ?? signature[name]
        return !isUnsaid(value) && isWeak(value) ? [words] : []
      })
      return faults.length === 0 ? held : broken([...new Set(faults)].join('; '), place)
    },
  },
])
