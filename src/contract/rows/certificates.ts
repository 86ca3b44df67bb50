/** Certificates: those a connection trusts, and those the IdP signs with. */
import { X509Certificate } from 'node:crypto'
import { certificateFacts, Refusal } from '../../core/index.js'
import { blockIn, itemsIn, Open, Sealed, type Value } from '../../program/index.js'
import type { Place } from '../finding.js'
import type { Program } from '../program.js'
import type { SamlApp } from '../sides/app.js'
import { known } from '../sides/said.js'
import type { ServiceConnection } from '../sides/service.js'
import { broken, held, notAsked, rowsAbout, undecided, untilApply, type Outcome } from './row.js'

const day = 86_400_000
/** Days: long enough before the end for an IdP's administrator to be reached. */
const soon = 30

/** Both halves: what came of it, with a clock. */
function dated(
  what: string,
  notAfter: Date,
  now: Date,
  when: 'past' | 'near',
  ...places: readonly Place[]
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
  ask: (pem: string, place: Place) => readonly Outcome[],
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

export const certificateRows = [
  ...rowsAbout('samlApp', [
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
