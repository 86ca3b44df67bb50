/** `settings` of a connection, whatever it speaks: what it decides differently from its service preset. */
import { connectionSettingNames, idpKinds, type ConnectionSettings } from '../../core/index.js'
import { bool, lengthBetween, object, oneOf, set, sizeBetween, string } from '../framework/index.js'
import { filled, said, type Filled } from './wire.js'

const onlySpaces = 'For services that read lists of spaces and roles.'

export const settings = object(
  {
    idpKind: string({
      optional: true,
      validate: [oneOf(...idpKinds)],
      description:
        "The IdP at the other end, where the service treats one differently from another. Left out: guessed from the IdP's own name.",
    }),
    audience: string({
      optional: true,
      validate: [lengthBetween(1, 1024)],
      description:
        'SAML: the audience the IdP sends, where it is not our entity ID. JumpCloud sends our ACS URL to SonarQube Cloud: `idp_kind` alone says so there.',
    }),
    idpInitiated: bool({
      optional: true,
      description:
        'SAML: may the IdP begin a sign-in? Only where the preset leaves it open; SonarQube Cloud forbids it, Qualified requires it.',
    }),
    authnContexts: set(string({ validate: [lengthBetween(1, 255)] }), {
      optional: true,
      validate: [sizeBetween(1, 20)],
      description:
        'How people must have proven to the IdP who they are, such as by a second factor; one of these is enough, and it is asked for as well. SAML: AuthnContextClassRef; OpenID Connect: `acr` or `amr`. Left out: any.',
    }),
    groupMapping: bool({
      optional: true,
      description: "Let the IdP's groups give roles, where the preset offers it.",
    }),
    caseInsensitive: bool({
      optional: true,
      description: `Compare names of spaces and roles without case. ${onlySpaces} Left out: false.`,
    }),
    extraRoles: string({
      optional: true,
      validate: [oneOf('ignore', 'firstValid')],
      description: `One space and several roles: the first, or the first that exists. ${onlySpaces} Left out: \`ignore\`.`,
    }),
    accountRole: bool({
      optional: true,
      description: `Read the account role from the IdP. ${onlySpaces} Left out: false.`,
    }),
    updateContact: bool({
      optional: true,
      description:
        'Refresh name, e-mail address and time zone at each sign-in. Left out: as the preset says.',
    }),
    updateAccess: bool({
      optional: true,
      description: 'Refresh spaces and roles at each sign-in. Left out: as the preset says.',
    }),
    precedence: string({
      optional: true,
      validate: [oneOf('scim', 'jit')],
      description:
        'Where a directory is on: does it alone create people (`scim`), or may a first sign-in do so too (`jit`)? Left out: `scim`.',
    }),
  },
  {
    optional: true,
    description:
      'What this connection decides differently from its service preset. What is left out follows the preset; what the preset does not leave open is refused.',
  },
)

export type SettingsState = Filled<ConnectionSettings> | null

export const settingsFromWire = (wire: ConnectionSettings | undefined): SettingsState =>
  filled(connectionSettingNames, wire)

export const settingsToWire = (state: SettingsState): ConnectionSettings | undefined => said(state)
