/** By what a person is known: the NameID, and the login taken from it. */
import { Open } from '../../program/index.js'
import { known } from '../sides/said.js'
import { isSent, namesFor } from './claims.js'
import { broken, held, notAsked, rowsAbout, undecided, untilApply } from './row.js'

const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'

export const nameIdRows = rowsAbout('saml', [
  {
    code: 'name-id-transient',
    severity: 'error',
    owner: 'idp',
    rule: 'The NameID is the same at each sign-in.',
    cause:
      'A person is known by the NameID; a transient one makes a new person of everybody, each time.',
    remedy:
      'Choose a persistent format. Okta: subject_name_id_format unspecified, emailAddress or persistent.',
    source: 'Core §8.3.8',
    check: ({ app, connection }) => {
      const format = app.nameIdFormat
      if (!format) return notAsked
      if (format.value instanceof Open)
        return undecided(untilApply('the NameID format', format.value), format.place)
      return format.value === transient
        ? broken('the NameID format is transient', format.place, connection.place)
        : held
    },
  },
  {
    code: 'login-from-unstable-name-id',
    severity: 'warning',
    owner: 'idp',
    rule: 'Where the NameID is the login, it is one people know themselves by.',
    cause:
      'The service takes the login from the NameID when no attribute brings it; a persistent, opaque NameID would become the login people see.',
    remedy:
      'Send the login as an attribute, or choose emailAddress or unspecified as NameID format.',
    source: 'Q12, T30, W03',
    check: (joint) => {
      const { app, connection } = joint
      const rule = connection.preset?.fields.find(({ field }) => field === 'login')
      if (rule?.fromSubject === undefined || app.sent === undefined || !app.nameIdFormat)
        return notAsked
      if (isSent(namesFor(rule, joint), app.sent) !== 'no') return held
      return known(app.nameIdFormat.value)?.endsWith(':persistent')
        ? broken(
            'no attribute brings the login, and the NameID is opaque',
            app.nameIdFormat.place,
            connection.place,
          )
        : held
    },
  },
])
