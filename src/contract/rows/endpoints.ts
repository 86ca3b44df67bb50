/** Where the IdP sends the Response, and whom it is meant for. */
import { isUnsaid, shown } from '../../program/index.js'
import type { Said } from '../sides/said.js'
import type { SamlJoint } from '../sides/facts.js'
import { compare } from '../compare.js'
import { broken, held, mustEqual, notAsked, rowsAbout, undecided, untilApply } from './row.js'

const acsOf = ({ connection }: SamlJoint): Said | undefined => connection.endpoints['acs_url']

const nobodyKnows = ({ connection, app }: SamlJoint) =>
  undecided(
    `preset or name of connection ${connection.title} is unknown until apply`,
    app.place,
    connection.place,
  )

/** Okta sends to one URL and writes another into the Response, if told so. */
function overriding(which: 'recipient' | 'destination') {
  return (joint: SamlJoint) => {
    const expected = acsOf(joint)
    const told = joint.app[which]
    if (joint.app.vendor !== 'okta' || !told || isUnsaid(told.value)) return notAsked
    return expected ? mustEqual(which, expected, told) : nobodyKnows(joint)
  }
}

export const endpointRows = rowsAbout('saml', [
  {
    code: 'acs-missing',
    severity: 'error',
    owner: 'idp',
    rule: 'The app knows an ACS URL.',
    cause: 'Without one the IdP has nowhere to send the Response to.',
    remedy: 'Give the app the connection’s acs_url. Okta: sso_url; Entra: redirect_uris.',
    source: 'S07, S41',
    check: ({ app, connection }) => {
      if (app.acsUrls === undefined)
        return undecided(untilApply('the list of ACS URLs'), app.place, connection.place)
      return app.acsUrls.length > 0
        ? held
        : broken('the app has no ACS URL', app.place, connection.place)
    },
  },
  {
    code: 'acs-mismatch',
    severity: 'error',
    owner: 'idp',
    rule: 'The app’s ACS URL is the connection’s, character by character.',
    cause: 'The Response is posted to another address than the one the service answers.',
    remedy: 'Give the app the connection’s acs_url. Okta: sso_url; Entra: redirect_uris.',
    source: 'S07, W14, Profiles §4.1.4.2',
    leadsTo: 'recipient-mismatch',
    check: (joint) => {
      const expected = acsOf(joint)
      const [first, ...others] = joint.app.acsUrls ?? []
      if (!first) return notAsked
      if (!expected) return nobodyKnows(joint)
      // Which of several is wrong, acs-several asks; here counts whether the right one is among them.
      const right = [first, ...others].find(
        ({ value }) => compare(value, expected.value) === 'same',
      )
      return right ? held : mustEqual('ACS URL', expected, first)
    },
  },
  {
    code: 'acs-several',
    severity: 'error',
    owner: 'idp',
    rule: 'The app knows exactly one ACS URL.',
    cause:
      'With several, the IdP may send the Response to one and write another into it; the service’s page says that more lead to errors.',
    remedy:
      'Leave one. Okta: no acs_endpoints and no indices; Entra: one redirect URI of type Web.',
    source: 'S07, S41, S50',
    leadsTo: 'recipient-mismatch',
    check: ({ app, connection }) => {
      if (app.acsUrls === undefined)
        return undecided(untilApply('the list of ACS URLs'), app.place, connection.place)
      if (app.acsUrls.length === 0) return notAsked
      if (app.acsUrls.length === 1) return held
      const all = app.acsUrls.map(({ value }) => shown(value)).join(', ')
      return broken(
        `the app knows ${app.acsUrls.length} ACS URLs: ${all}`,
        ...app.acsUrls.slice(1).map(({ place }) => place),
        connection.place,
      )
    },
  },
  {
    code: 'recipient-not-acs',
    severity: 'error',
    owner: 'idp',
    rule: 'The Recipient is the ACS URL.',
    cause: 'The service accepts assertions only whose Recipient is its own ACS URL.',
    remedy: 'Give recipient the same value as sso_url.',
    source: 'Profiles §4.1.4.2',
    leadsTo: 'recipient-mismatch',
    check: overriding('recipient'),
  },
  {
    code: 'destination-not-acs',
    severity: 'error',
    owner: 'idp',
    rule: 'The Destination is the ACS URL.',
    cause: 'The service accepts Responses only whose Destination is its own ACS URL.',
    remedy: 'Give destination the same value as sso_url.',
    source: 'Bindings §3.5.5.2',
    leadsTo: 'destination-mismatch',
    check: overriding('destination'),
  },
  {
    code: 'audience-not-ours',
    severity: 'error',
    owner: 'idp',
    rule: 'The audience is the service’s entity ID, character by character.',
    cause:
      'An assertion counts only for the audience it names; a slash, "www." or http in place of https makes another.',
    remedy: 'Give the app the connection’s sp_entity_id. Okta: audience; Entra: identifier_uris.',
    source: 'Q06, S30, S41, Core §2.5.1.4',
    leadsTo: 'audience-mismatch',
    check: (joint) => {
      const { app, connection } = joint
      const expected = connection.endpoints['sp_entity_id']
      if (app.audiences === undefined)
        return undecided(untilApply('the audience'), app.place, connection.place)
      const [first] = app.audiences
      if (!first) return broken('the app has no audience', app.place, connection.place)
      if (!expected) return nobodyKnows(joint)
      const right = app.audiences.find(({ value }) => compare(value, expected.value) === 'same')
      return right ? held : mustEqual('audience', expected, first)
    },
  },
  {
    code: 'identifier-several',
    severity: 'note',
    owner: 'idp',
    rule: 'An Entra app has one identifier.',
    cause:
      'Entra sends the identifier that was asked for; others let a neighbour’s requests be answered by this app.',
    remedy: 'Leave the connection’s sp_entity_id alone.',
    source: 'S41',
    check: ({ app, connection }) => {
      if (app.vendor !== 'entra' || app.audiences === undefined || app.audiences.length === 0)
        return notAsked
      if (app.audiences.length === 1) return held
      const all = app.audiences.map(({ value }) => shown(value)).join(', ')
      return broken(
        `the app has ${app.audiences.length} identifiers: ${all}`,
        app.place,
        connection.place,
      )
    },
  },
])
