/** provider::mortise::explain_mapping: a rehearsal of a first sign-in, with the reason for everything. */
import {
  applyMapping,
  checkAttributeMapping,
  decide,
  getPreset,
  groupTitle,
  presetKeys,
  Refusal,
  type Decision,
  type Profile,
  type TraceLine,
} from '../../core/index.js'
import { defineFunction, list, map, object, oneOf, string } from '../framework/index.js'
import { refusedAt } from './refused.js'

const config = object(
  {
    preset: string({ validate: [oneOf(...presetKeys)] }),
    attributeMapping: map(string()),
    groups: list(object({ name: string(), idpIdentifier: string() })),
    roleRules: list(object({ group: string(), role: string() })),
  },
  {
    description:
      'preset; attribute_mapping (field → attribute, {} for the preset’s); groups (each name and idp_identifier, which may be null); role_rules (each group and role).',
  },
)

const sample = object(
  { subject: string(), attributes: map(list(string())) },
  { description: 'What the IdP would send: subject (NameID or sub), and attributes, each a list.' },
)

const line = object({
  effect: string(),
  kind: string(),
  subject: string(),
  because: string(),
  source: string(),
})

export const explainMapping = defineFunction({
  name: 'explainMapping',
  summary: 'A rehearsal of a first sign-in, with the reason for everything',
  description:
    'Applies a connection’s mapping and an organization’s rules to a sample of what the IdP would send, by the very functions the service decides by. A sign-in that would be refused is a result too: `refusal` says why, and everything else is empty.',
  parameters: { config, sample },
  returns: object({
    login: string(),
    name: string(),
    email: string(),
    groups: list(string()),
    roles: list(string()),
    trace: list(line),
    refusal: string(),
  }),
  call: (given) => explain(given.config, given.sample),
})

/** As Terraform hands them over: an object's attributes may be null. */
interface Config {
  readonly preset: string | null
  readonly attributeMapping: Readonly<Record<string, string>> | null
  readonly groups: readonly Readonly<Record<'name' | 'idpIdentifier', string | null>>[] | null
  readonly roleRules: readonly Readonly<Record<'group' | 'role', string | null>>[] | null
}

interface Sample {
  readonly subject: string | null
  readonly attributes: Readonly<Record<string, readonly string[]>> | null
}

function explain(given: Config, { subject, attributes }: Sample) {
  const preset = refusedAt('config', () => getPreset(given.preset ?? ''))
  const mapping = given.attributeMapping ?? {}
  refusedAt('config', () => checkAttributeMapping(preset, mapping))
  const person = { subject: subject ?? '', attributes: new Map(Object.entries(attributes ?? {})) }
  try {
    const { profile, trace } = applyMapping(preset, mapping, person)
    const decision = decide({ preset, held: [], ...standingOf(given) }, profile)
    return explained(profile, decision, [...trace, ...decision.trace])
  } catch (thrown) {
    if (Refusal.is(thrown)) return refused(thrown)
    throw thrown
  }
}

const standingOf = ({ groups, roleRules }: Config) => ({
  groups: (groups ?? []).map(({ name, idpIdentifier }) => ({
    organization: 'sample',
    name: name ?? '',
    idpIdentifier,
  })),
  roleRules: (roleRules ?? []).map(({ group, role }) => ({ group: group ?? '', role: role ?? '' })),
})

const explained = (profile: Profile, decision: Decision, trace: readonly TraceLine[]) => ({
  login: profile.login,
  name: profile.name,
  email: profile.email,
  groups: decision.groups.map(groupTitle),
  roles: decision.roles,
  trace: trace.map(({ effect, kind, subject, because, source }) => ({
    effect,
    kind,
    subject,
    because,
    source,
  })),
  refusal: null,
})

const refused = ({ finding: { code, detail, remedy } }: Refusal) => ({
  login: null,
  name: null,
  email: null,
  groups: [],
  roles: [],
  trace: [],
  refusal: `${code}: ${detail}. ${remedy}`,
})
