/** What the IdP says of a person, and what the service reads. */
import type { FieldRule } from '../../core/index.js'
import { isUnsaid, Open, shown, type Value } from '../../program/index.js'
import { compare } from '../compare.js'
import type { Sent } from '../sides/app.js'
import type { SamlJoint } from '../sides/facts.js'
import { known } from '../sides/said.js'
import { broken, held, notAsked, rowsAbout, undecided, untilApply, type Outcome } from './row.js'

const wordsOf = (sent: readonly Sent[]): string =>
  sent.map(({ name }) => shown(name.value)).join(', ') || 'none'

/** Names under which a field may come: the connection's own, or the preset's and its alternatives. */
export function namesFor(rule: FieldRule, { connection }: SamlJoint): readonly Value[] {
  const own = connection.names?.[rule.field]?.value ?? rule.attribute
  return connection.mapped.has(rule.field) ? [own] : [own, ...(rule.alternatives ?? [])]
}

/** Is one of the names sent? `undecided` where a name is still open. */
export function isSent(names: readonly Value[], sent: readonly Sent[]): 'yes' | 'no' | 'undecided' {
  const verdicts = sent.flatMap(({ name }) => names.map((each) => compare(name.value, each)))
  if (verdicts.includes('same')) return 'yes'
  return verdicts.includes('undecided') ? 'undecided' : 'no'
}

/** Would the NameID fill it? Core: always, or where it looks like an e-mail address. */
function fillsFromSubject(rule: FieldRule, { app }: SamlJoint): boolean | undefined {
  if (rule.fromSubject === undefined) return false
  if (rule.fromSubject === 'always') return true
  return holdsEmail(app.nameIdFormat?.value, app.nameIdValue?.value, app.vendor)
}

const emailFormat = /nameid-format:emailAddress$/i
const emailValue = /user(?:\.|Name|principalname)|email|mail|login/i

/** By its format, or by what it is taken from: Okta's user name and Entra's principal name have the shape of one. */
function holdsEmail(
  format: Value | undefined,
  value: Value | undefined,
  vendor: 'okta' | 'entra',
): boolean | undefined {
  if (format instanceof Open) return undefined
  if (typeof format === 'string' && emailFormat.test(format)) return true
  if (value instanceof Open) return undefined
  if (isUnsaid(value)) return vendor === 'entra' ? true : undefined
  return emailValue.test(known(value) ?? '')
}

function nearestName(names: readonly Value[], sent: readonly Sent[]): string {
  const wanted = names.map((name) => known(name)?.toLowerCase())
  const near = sent.find(({ name }) => wanted.includes(known(name.value)?.toLowerCase()))
  return near ? `; ${shown(near.name.value)} differs only by upper and lower case` : ''
}

function fieldOutcome(rule: FieldRule, joint: SamlJoint): readonly Outcome[] {
  const { app, connection } = joint
  const place = connection.names?.[rule.field]?.place
  if (app.sent === undefined) return undecided(untilApply('what the app sends'), app.place, place)
  const names = namesFor(rule, joint)
  const answer = isSent(names, app.sent)
  if (answer === 'yes') return held
  if (answer === 'undecided')
    return undecided(
      untilApply(`an attribute’s name`, ...app.sent.map(({ name }) => name.value)),
      app.place,
      place,
    )
  const other = fillsFromSubject(rule, joint) ?? isComposed(rule, joint)
  if (other) return held
  const reads = shown(names[0])
  return broken(
    `the connection reads ${reads} for ${rule.field}, the app sends ${wordsOf(app.sent)}${nearestName(names, app.sent)}`,
    app.place,
    place,
  )
}

const isComposed = (rule: FieldRule, joint: SamlJoint): boolean =>
  (rule.composedOf ?? []).some((field) => {
    const part = joint.connection.preset?.fields.find((each) => each.field === field)
    return part !== undefined && isSent(namesFor(part, joint), joint.app.sent ?? []) === 'yes'
  })

const fieldsWhere = (
  joint: SamlJoint,
  wanted: (rule: FieldRule) => boolean,
): readonly FieldRule[] => (joint.connection.preset?.fields ?? []).filter(wanted)

const isUnreadable = ({ app, connection }: SamlJoint): readonly Outcome[] =>
  connection.preset === undefined
    ? undecided(
        `the preset of connection ${connection.title} is not in this program`,
        app.place,
        connection.place,
      )
    : notAsked

export const claimRows = rowsAbout('saml', [
  {
    code: 'attribute-not-sent',
    severity: 'error',
    owner: 'idp',
    rule: 'Every attribute a sign-in needs is sent, under the name the connection reads.',
    cause: 'A sign-in without a required attribute is refused; names are compared with case.',
    remedy: 'Let the app send it under that name, or map the field to an attribute it does send.',
    source: 'S10, S33, S44, T30, T05',
    leadsTo: 'attribute-missing',
    check: (joint) => [
      ...isUnreadable(joint),
      ...fieldsWhere(joint, ({ required, field }) => required && field !== 'groups').flatMap(
        (rule) => fieldOutcome(rule, joint),
      ),
    ],
  },
  {
    code: 'mapped-attribute-not-sent',
    severity: 'warning',
    owner: 'caller',
    rule: 'What the connection maps by hand is sent.',
    cause:
      'The connection names an attribute for an optional field, and the app sends none of that name: the field stays empty, silently.',
    remedy: 'Let the app send it, or take the field out of attribute_mapping.',
    source: 'T05, S09',
    check: (joint) =>
      fieldsWhere(
        joint,
        ({ required, field }) =>
          !required && field !== 'groups' && joint.connection.mapped.has(field),
      ).flatMap((rule) => fieldOutcome(rule, joint)),
  },
  {
    code: 'attribute-sent-twice',
    severity: 'warning',
    owner: 'idp',
    rule: 'No two statements have the same name.',
    cause: 'Of two attributes of one name the service reads the first; the other is lost.',
    remedy: 'Give each its own name.',
    source: 'Core §2.7.3.1',
    check: ({ app, connection }) => {
      if (app.sent === undefined) return undecided(untilApply('what the app sends'), app.place)
      const texts = app.sent.map(({ name }) => known(name.value))
      const twice = app.sent.find(
        ({ name }, index) =>
          known(name.value) !== undefined && texts.indexOf(known(name.value)) !== index,
      )
      return twice
        ? broken(
            `two statements are named ${shown(twice.name.value)}`,
            twice.name.place,
            connection.place,
          )
        : held
    },
  },
  {
    code: 'attribute-unread',
    severity: 'note',
    owner: 'idp',
    rule: 'The app sends what the connection reads, and no more.',
    cause: 'What nobody reads is personal data sent for nothing, or a name that has drifted.',
    remedy: 'Take the statement out, or map a field to it.',
    source: 'GDPR Art. 5(1)(c)',
    check: (joint) => {
      const { app, connection } = joint
      const fields = connection.preset?.fields
      if (fields === undefined || app.sent === undefined || app.entra?.basicClaims) return notAsked
      const read = fields.flatMap((rule) => namesFor(rule, joint))
      const unread = app.sent.filter(({ name }) =>
        read.every((each) => compare(each, name.value) === 'different'),
      )
      return unread.length === 0
        ? held
        : broken(`nobody reads ${wordsOf(unread)}`, unread[0]?.name.place, connection.place)
    },
  },
  {
    code: 'constant-role-unknown',
    severity: 'warning',
    owner: 'caller',
    rule: 'A role that is sent to everybody exists.',
    cause: 'An unknown role counts as the fallback role, silently.',
    remedy: 'Correct the constant, or add the role to the organization’s roles.',
    source: 'T11, T22',
    check: ({ app, connection, facts }) => {
      const name = connection.names?.['spaceRole']
      const role = app.sent?.find(
        (each) =>
          each.constant !== undefined && name && compare(each.name.value, name.value) === 'same',
      )
      const roles = rolesIn(connection.preset?.roles, connection, facts.program)
      if (role?.constant === undefined || roles === undefined) return notAsked
      const unknown = role.constant.split(',').find((each) => !roles.includes(each.trim()))
      return unknown === undefined
        ? held
        : broken(
            `the app sends role "${unknown}" to everybody, and there are: ${roles.join(', ')}`,
            role.name.place,
            connection.place,
          )
    },
  },
])

function rolesIn(
  preset: readonly string[] | undefined,
  connection: SamlJoint['connection'],
  program: SamlJoint['facts']['program'],
): readonly string[] | undefined {
  const own = connection.organization && program.get(connection.organization.block, 'roles')
  if (own === undefined || own === null) return preset
  return Array.isArray(own) && own.every((each) => typeof each === 'string') ? own : undefined
}
