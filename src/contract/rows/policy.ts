/** What a connection's own policy demands of the IdP, and what it lets in. */
import { samlPolicyFindings } from '../../core/index.js'
import { policyOf } from '../sides/policy.js'
import { broken, held, notAsked, rowsAbout, undecided, untilApply } from './row.js'
import { encryptionSteps } from './signing.js'

export const policyRows = [
  ...rowsAbout('connection', [
    {
      code: 'weak-signatures-accepted',
      severity: 'warning',
      owner: 'caller',
      rule: 'No connection believes weak signatures, weak keys or expired certificates.',
      cause: 'An exception made for one IdP stays when its reason has gone.',
      remedy: 'Take the exception back; until then, waive this finding with a last day.',
      source: 'NIST SP 800-131A',
      check: (connection, { program }) => {
        const policy = policyOf(program, connection)
        const place = program.place('service', connection.block, 'policy')
        if (connection.protocol !== 'saml') return notAsked
        return policy === undefined || samlPolicyFindings(policy).length === 0
          ? held
          : samlPolicyFindings(policy).flatMap(({ code, detail }) =>
              broken(`${code}: ${detail}`, place),
            )
      },
    },
  ]),
  ...rowsAbout('saml', [
    {
      code: 'signature-policy-unmet',
      severity: 'error',
      owner: 'idp',
      rule: 'The app signs what the connection demands to be signed.',
      cause:
        'The service refuses Responses that are signed in another way than the connection’s policy says.',
      remedy:
        'Sign both at the IdP, or let the policy demand what the IdP signs. Entra signs assertions, unless its console says otherwise.',
      source: 'S30',
      leadsTo: 'signature-missing',
      check: ({ app, connection, facts }) => {
        const { signed } = policyOf(facts.program, connection) ?? {}
        if (signed === undefined || signed === 'either') return notAsked
        const { response, assertion, place } = app.signing
        if (response === undefined || assertion === undefined)
          return undecided(untilApply('what is signed'), place, connection.place)
        const isMet = { response, assertion, both: response && assertion }[signed]
        return isMet
          ? held
          : broken(
              `the connection demands: ${signed}; the app signs ${said(response, assertion)}`,
              place,
              connection.place,
            )
      },
    },
    {
      code: 'encryption-required-not-set',
      severity: 'error',
      owner: 'idp',
      rule: 'Where the connection demands encrypted assertions, somebody is told to switch encryption on.',
      cause:
        'No provider has an argument for it: without a step, nobody does it, and the service refuses every sign-in.',
      remedy:
        'encryptAssertions: true in the construct, which makes the step; or policy.encryption = "accepted".',
      source: 'S31, S31a',
      leadsTo: 'assertion-not-encrypted',
      check: (joint) => {
        const { app, connection, facts } = joint
        if (policyOf(facts.program, connection)?.encryption !== 'required') return notAsked
        return encryptionSteps(joint).length > 0
          ? undecided('a person switches encryption on in the console', app.place, connection.place)
          : broken(
              'assertions must come encrypted, and no step says so',
              app.place,
              connection.place,
            )
      },
    },
  ]),
]

const said = (response: boolean, assertion: boolean): string =>
  [...(response ? ['the Response'] : []), ...(assertion ? ['the assertion'] : [])].join(' and ') ||
  'nothing'
