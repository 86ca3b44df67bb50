/** Who begins: what a click on the IdP's icon does, and whether the service takes it. */
import { isUnsaid, Open, shown } from '../../program/index.js'
import { compare } from '../compare.js'
import type { SamlJoint } from '../sides/facts.js'
import { broken, held, notAsked, rowsAbout, undecided, untilApply } from './row.js'

/** A click on the icon begins a sign-in at the IdP. undefined: nobody can tell. */
function beginsAtIdp({ app }: SamlJoint): boolean | undefined {
  if (app.icon.signOnUrl) return app.icon.signOnUrl.value instanceof Open ? undefined : false
  return app.icon.hidden === undefined ? undefined : !app.icon.hidden
}

export const initiationRows = rowsAbout('saml', [
  {
    code: 'icon-begins-refused-sign-in',
    severity: 'warning',
    owner: 'idp',
    rule: 'Where the service forbids that the IdP begins, people see no icon that does.',
    cause: 'A click sends an unsolicited Response, and the service refuses it.',
    remedy:
      'Okta: hide_web = true and hide_ios = true. Entra: feature_tags { hide = true }, or login_url = the connection’s login URL.',
    source: 'S08, S30',
    leadsTo: 'unsolicited-response',
    check: (joint) => {
      const { app, connection } = joint
      if (connection.idpInitiated === undefined)
        return undecided(
          'whether the service lets the IdP begin is not known',
          app.icon.place,
          connection.place,
        )
      if (connection.idpInitiated) return notAsked
      if (app.vendor === 'entra' && app.icon.signOnUrl?.value instanceof Open && !app.icon.hidden)
        return held
      const begins = beginsAtIdp(joint)
      if (begins === undefined)
        return undecided(untilApply('whether the icon is hidden'), app.icon.place, connection.place)
      return begins
        ? broken(
            'the icon is visible, and a click begins at the IdP',
            app.icon.place,
            connection.place,
          )
        : held
    },
  },
  {
    code: 'icon-hidden-though-needed',
    severity: 'warning',
    owner: 'idp',
    rule: 'Where the first sign-in begins at the IdP, people see the icon.',
    cause:
      'The service learns of a person’s IdP only from a sign-in that began there; without icon nobody can begin.',
    remedy: 'Okta: hide_web = false. Entra: show the app, and leave login_url out.',
    source: 'Q07',
    check: (joint) => {
      const { app, connection } = joint
      if (connection.preset?.idpInitiated.policy !== 'required') return notAsked
      const begins = beginsAtIdp(joint)
      if (begins === undefined)
        return undecided(untilApply('whether the icon is hidden'), app.icon.place, connection.place)
      return begins
        ? held
        : broken('nobody can begin a sign-in at the IdP', app.icon.place, connection.place)
    },
  },
  {
    code: 'sign-on-url-not-ours',
    severity: 'warning',
    owner: 'idp',
    rule: 'The sign-on URL behind the icon is the service’s.',
    cause: 'A click leads to an address where no sign-in of this connection begins.',
    remedy: 'Give login_url the connection’s login_url, or the service’s enterprise-key address.',
    source: 'S08',
    check: ({ app, connection }) => {
      const told = app.icon.signOnUrl
      const login = connection.endpoints['login_url']
      if (!told || !login) return notAsked
      if (compare(told.value, login.value) === 'same') return held
      const [theirs, ours] = [told.value, login.value].map((value) =>
        typeof value === 'string' && URL.canParse(value) ? new URL(value).host : undefined,
      )
      if (theirs === undefined || ours === undefined)
        return undecided(
          untilApply('the sign-on URL', told.value, login.value),
          told.place,
          login.place,
        )
      return theirs === ours
        ? held
        : broken(
            `expected an address at ${ours}, got ${shown(told.value)}`,
            told.place,
            login.place,
          )
    },
  },
  {
    code: 'relay-state-unexpected',
    severity: 'warning',
    owner: 'idp',
    rule: 'The app sends no RelayState of its own.',
    cause:
      'The service goes to local paths only, and ignores what a form carries; Qualified’s page names it as the cause of a 404.',
    remedy: 'Leave default_relay_state out.',
    source: 'Q05',
    check: ({ app, connection }) => {
      if (app.vendor !== 'okta') return notAsked
      const told = app.relayState
      if (!told || isUnsaid(told.value)) return held
      return broken(`the app sends RelayState ${shown(told.value)}`, told.place, connection.place)
    },
  },
])
