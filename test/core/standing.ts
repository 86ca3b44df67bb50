/** An organization of each service with people in it, one step away from which the tests stand. */
import {
  applyMapping,
  decide,
  getPreset,
  type Decision,
  type Group,
  type Profile,
  type Standing,
} from '../../src/core/index.js'

export const group = (name: string, more: Partial<Group> = {}): Group => ({
  organization: 'acme',
  name,
  idpIdentifier: null,
  ...more,
})

export const profile = (more: Partial<Profile> = {}): Profile => ({
  subject: 'ada@example.com',
  login: 'ada',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  groups: undefined,
  ...more,
})

export const torqueSpaces = ['Trial', 'DevOps', 'A', 'B', 'C']

/** What an organization under a preset has unless a test says otherwise. */
export function standing(preset: string, more: Partial<Standing> = {}): Standing {
  return { preset: getPreset(preset), groups: [], roleRules: [], held: [], ...more }
}

export const torque = (more: Partial<Standing> = {}): Standing =>
  standing('torque', { organization: { spaces: torqueSpaces }, ...more })

/** What a person is after a decision: what the next sign-in finds. */
export const after = (before: Standing, decision: Decision): Standing => ({
  ...before,
  held: decision.groups,
  person: {
    ...decision.contact,
    spaces: decision.spaces,
    roles: decision.roles,
    accountRole: decision.accountRole,
  },
})

/** The whole of a sign-in that core decides, from attributes on. */
export function signIn(
  before: Standing,
  attributes: Readonly<Record<string, readonly string[]>>,
  subject = 'ada@example.com',
): Decision {
  const mapped = applyMapping(
    before.preset,
    {},
    { subject, attributes: new Map(Object.entries(attributes)) },
  )
  const decision = decide(before, mapped.profile)
  return { ...decision, trace: [...mapped.trace, ...decision.trace] }
}

export const sources = ({ trace }: Pick<Decision, 'trace'>): readonly string[] =>
  trace.map(({ source }) => source)
