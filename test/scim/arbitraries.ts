/** Random filters, people and operations, for properties. */
import fc from 'fast-check'
import {
  type Filter,
  type Json,
  type JsonObject,
  operators,
  parseResource,
  userType,
} from '../../src/scim/index.js'
import { enterprise } from './cases.js'

const text = fc.oneof(
  fc.constantFrom('work', 'home', 'Work', 'ada', 'ADA', 'É', 'é', 'a"b', 'c\\d', ''),
  fc.string({ unit: 'grapheme', maxLength: 5 }).filter((one) => !one.includes('\0')),
)

const name = fc
  .stringMatching(/^[A-Za-z$][\w$-]{0,6}$/)
  .filter((one) => !/^(not|and|or|pr)$/i.test(one))
const path = fc.record(
  { urn: fc.constantFrom(enterprise, 'urn:a:2.0:B', 'x'), name, sub: name },
  { requiredKeys: ['name'] },
)

const scalar = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.boolean(),
  fc.constant(null),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => (Object.is(value, -0) ? 0 : value)),
)

type Pair = (of: readonly Filter[]) => Filter

/** No two junctions of one kind inside one another, as the parser has it. */
const flat =
  (kind: 'and' | 'or'): Pair =>
  (filters) => ({
    kind,
    of: filters.flatMap((filter) => (filter.kind === kind ? filter.of : [filter])),
  })

/** Any filter at all, of a grammar: what it is about need not exist. */
export const anyFilter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter; inner: Filter }>(
  (tie) => {
    const leaf = fc.oneof(
      fc.record({
        kind: fc.constant('compare' as const),
        path,
        operator: fc.constantFrom(...operators),
        value: scalar,
      }),
      fc.record({ kind: fc.constant('present' as const), path }),
    )
    const several = (filter: fc.Arbitrary<Filter>) =>
      fc.array(filter, { minLength: 2, maxLength: 3 })
    const compound = (filter: fc.Arbitrary<Filter>) => [
      several(filter).map(flat('and')),
      several(filter).map(flat('or')),
      filter.map((of): Filter => ({ kind: 'not', of })),
    ]
    return {
      inner: fc.oneof({ maxDepth: 2 }, leaf, ...compound(tie('inner'))),
      filter: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.record({ kind: fc.constant('values' as const), path, of: tie('inner') }),
        ...compound(tie('filter')),
      ),
    }
  },
).filter

const email = fc.record(
  { value: text, type: fc.constantFrom('work', 'home', 'Other'), primary: fc.constant(false) },
  { requiredKeys: ['value'] },
)

/** A person as kept. */
export const anyUser: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      userName: text.map((one) => `u${one}`),
      title: text,
      displayName: text,
      active: fc.boolean(),
      name: fc.record({ givenName: text, familyName: text }, { requiredKeys: [] }),
      emails: fc.array(email, { maxLength: 4 }),
      roles: fc.array(fc.record({ value: text, display: text }, { requiredKeys: ['value'] }), {
        maxLength: 3,
      }),
      [enterprise]: fc.record(
        { department: text, manager: fc.record({ value: text }) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['userName'] },
  )
  .map((user) => parseResource(user as JsonObject, userType))

const word = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le')
const quoted = text.map((one) => JSON.stringify(one))

const innerExpression = fc.oneof(
  fc
    .tuple(fc.constantFrom('value', 'type', 'display'), word, quoted)
    .map((parts) => parts.join(' ')),
  fc.constantFrom('primary eq true', 'type pr', 'primary ne false', 'value eq null'),
)
const bracketed = fc
  .tuple(innerExpression, fc.constantFrom(' and ', ' or '), innerExpression)
  .map(([a, between, b]) => `emails[${a}${between}not (${b})]`)

const expression = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'userName',
        'TITLE',
        'displayName',
        'name.givenName',
        `${enterprise}:department`,
      ),
      word,
      quoted,
    )
    .map((parts) => parts.join(' ')),
  fc
    .tuple(fc.constantFrom('emails.value', 'emails.type', 'roles', 'emails'), word, quoted)
    .map((parts) => parts.join(' ')),
  fc.constantFrom(
    'active eq true',
    'active ne false',
    'title pr',
    'emails pr',
    'emails.type pr',
    'name pr',
    'title ne null',
  ),
  bracketed,
)

/** Filters that mean something of a user. */
export const userFilter: fc.Arbitrary<string> = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    expression,
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a}) and (${b})`),
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `${a} or ${b}`),
    tie('filter').map((of) => `not (${of})`),
  ),
})).filter

const paths = fc.oneof(
  fc.constantFrom(
    'userName',
    'title',
    'active',
    'name',
    'name.givenName',
    'emails',
    'roles',
    'emails.value',
    'emails[type eq "work"]',
    'emails[type eq "work"].value',
    'emails[type eq "home"].primary',
    'roles[primary eq "True"].value',
    `${enterprise}:department`,
    `${enterprise}:manager`,
    enterprise,
    'manager',
    'members',
    'id',
    'groups',
    'shoeSize',
    '__proto__',
    'constructor',
    '__proto__.polluted',
  ),
  innerExpression.map((filter) => `emails[${filter}]`),
)

/** As JSON.parse makes it: `__proto__` an own property. */
const hostile = fc.constantFrom<Json>(
  JSON.parse(
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  ) as Json,
  JSON.parse('{"name":{"__proto__":{"polluted":true}},"__proto__.polluted":true}') as Json,
)

const values: fc.Arbitrary<Json> = fc.oneof(
  text,
  fc.constantFrom<Json>(null, true, false, 'True', 7, [], {}),
  fc.array(email, { maxLength: 3 }) as fc.Arbitrary<Json>,
  email as fc.Arbitrary<Json>,
  fc.record({ givenName: text, familyName: text }) as fc.Arbitrary<Json>,
  fc.record({ value: text, primary: fc.constant('True') }) as fc.Arbitrary<Json>,
  hostile,
)

const op = fc.constantFrom('add', 'replace', 'remove', 'Add', 'Replace', 'Remove')

/** Operations good and bad. */
export const anyOperation: fc.Arbitrary<Json> = fc.oneof(
  fc.record(
    { op, path: paths, value: values },
    { requiredKeys: ['op', 'path'] },
  ) as fc.Arbitrary<Json>,
  fc.record({
    op,
    value: fc.oneof(
      hostile,
      fc.record({ title: text, active: fc.constantFrom('True', false) }) as fc.Arbitrary<Json>,
      fc.record({
        'name.givenName': text,
        [`${enterprise}:department`]: text,
      }) as fc.Arbitrary<Json>,
    ),
  }) as fc.Arbitrary<Json>,
)
