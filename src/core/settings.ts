/** What a connection may decide differently from its preset. Section X of the requirements: settings, not constants. */
import * as z from 'zod/mini'
import { Refusal } from './finding.js'
import { idpKinds } from './idp-kind.js'
import type { ServicePreset } from './presets/index.js'
import type { Frozen } from './schema.js'

const said = (text: string) => z.describe(text)

/** Every field may be left out: the preset decides then. */
export const ConnectionSettings = z
  .strictObject({
    idpKind: z.optional(
      z
        .enum(idpKinds)
        .check(said('The IdP at the other end. Guessed from its entity ID or issuer.')),
    ),
    audience: z.optional(
      z
        .string()
        .check(
          z.minLength(1, 'must not be empty'),
          z.maxLength(1024, 'must have at most 1024 characters'),
          said('The audience the IdP sends, where it is not our entity ID (S51).'),
        ),
    ),
    idpInitiated: z.optional(
      z.boolean().check(said('May the IdP begin a sign-in? Only where the preset leaves it open.')),
    ),
    authnContexts: z.optional(
      z
        .array(
          z
            .string()
            .check(
              z.regex(
                /^[\x21-\x7e]{1,255}$/,
                'must be 1 to 255 printable ASCII characters without blanks',
              ),
            ),
        )
        .check(
          z.minLength(1, 'must name at least one'),
          z.maxLength(20, 'must have at most 20'),
          z.overwrite((values) => [...new Set(values)].sort()),
          said(
            'How people must have proven to the IdP who they are; one of these is enough. SAML: AuthnContextClassRef; OpenID Connect: acr or amr. Asked for as well (W13). A set. Default: any.',
          ),
        ),
    ),
    groupMapping: z.optional(
      z.boolean().check(said('Let the IdP’s groups give roles, where the preset offers it (W11).')),
    ),
    caseInsensitive: z.optional(
      z
        .boolean()
        .check(said('Compare names of spaces and roles without case (T11a). Default false.')),
    ),
    extraRoles: z.optional(
      z
        .enum(['ignore', 'firstValid'])
        .check(
          said(
            'One space and several roles: the first, or the first that exists (T26). Default ignore.',
          ),
        ),
    ),
    accountRole: z.optional(
      z.boolean().check(said('Read the account role from the IdP (T34). Default false.')),
    ),
    updateContact: z.optional(
      z.boolean().check(said('Refresh name, e-mail and timezone at each sign-in (T32).')),
    ),
    updateAccess: z.optional(
      z.boolean().check(said('Refresh spaces and roles at each sign-in (T31).')),
    ),
    precedence: z.optional(
      z
        .enum(['scim', 'jit'])
        .check(
          said(
            'Where a directory is on: does it alone create people, or may a first sign-in do so too? Default scim.',
          ),
        ),
    ),
  })
  .check(
    z.meta({
      id: 'ConnectionSettings',
      description:
        'What a connection decides differently from its preset. Every field may be left out.',
    }),
  )
export type ConnectionSettings = Frozen<z.output<typeof ConnectionSettings>>

/** Their names, in the order in which they are told. */
export const connectionSettingNames = Object.keys(
  ConnectionSettings.shape,
) as readonly (keyof ConnectionSettings)[]

/** Settings with every blank filled by the preset. */
export interface Settings {
  readonly idpInitiated: boolean
  readonly groupMapping: boolean
  readonly caseInsensitive: boolean
  readonly extraRoles: 'ignore' | 'firstValid'
  readonly accountRole: boolean
  readonly updateContact: boolean
  readonly updateAccess: boolean
  readonly precedence: 'scim' | 'jit'
}

export function settingsFor(preset: ServicePreset, chosen: ConnectionSettings = {}): Settings {
  const { updateOnLogin } = preset.provisioning
  const { switched, sync } = preset.groups
  return {
    idpInitiated: chosen.idpInitiated ?? preset.idpInitiated.policy === 'required',
    groupMapping: sync !== 'none' && (switched === 'on' || chosen.groupMapping === true),
    caseInsensitive: chosen.caseInsensitive ?? false,
    extraRoles: chosen.extraRoles ?? 'ignore',
    accountRole: chosen.accountRole ?? false,
    updateContact: chosen.updateContact ?? updateOnLogin.contact,
    updateAccess: chosen.updateAccess ?? updateOnLogin.access,
    precedence: chosen.precedence ?? 'scim',
  }
}

interface Contradiction {
  readonly setting: keyof ConnectionSettings
  readonly source: string
  readonly detail: string
  readonly holds: (preset: ServicePreset, chosen: ConnectionSettings) => boolean
}

const positionalOnly = (
  setting: 'caseInsensitive' | 'extraRoles' | 'accountRole',
): Contradiction => ({
  setting,
  source: setting === 'accountRole' ? 'T34' : 'T26',
  detail: `${setting} is about space and role lists, which this service does not read`,
  holds: (preset, chosen) =>
    chosen[setting] !== undefined && preset.roleAssignment.kind !== 'positional',
})

/** Rows: which setting a preset does not leave open. */
const contradictions: readonly Contradiction[] = [
  {
    setting: 'idpInitiated',
    source: 'S08',
    detail: 'the service does not support sign-ins begun by the IdP',
    holds: (preset, { idpInitiated }) =>
      idpInitiated === true && preset.idpInitiated.policy === 'forbidden',
  },
  {
    setting: 'idpInitiated',
    source: 'Q07',
    detail: 'the first sign-in of this service begins at the IdP',
    holds: (preset, { idpInitiated }) =>
      idpInitiated === false && preset.idpInitiated.policy === 'required',
  },
  {
    setting: 'groupMapping',
    source: 'W11',
    detail: 'whether groups are mapped is not this connection’s choice',
    holds: (preset, { groupMapping }) =>
      groupMapping !== undefined && preset.groups.switched !== 'by-setting',
  },
  positionalOnly('caseInsensitive'),
  positionalOnly('extraRoles'),
  positionalOnly('accountRole'),
]

/** @throws Refusal `setting-not-offered` when the preset does not leave a setting open. */
export function checkSettings(preset: ServicePreset, chosen: ConnectionSettings = {}): void {
  const found = contradictions.find(({ holds }) => holds(preset, chosen))
  if (found === undefined) return
  throw new Refusal({
    code: 'setting-not-offered',
    owner: 'caller',
    detail: `${preset.title}: ${found.detail}`,
    remedy: `Leave ${found.setting} out.`,
    source: found.source,
    path: `settings.${found.setting}`,
  })
}
