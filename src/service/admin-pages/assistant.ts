/** The set-up assistant (S02): it registers a connection by the very handlers of the admin API, for the administrator's own organization. */
import * as z from 'zod/mini'
import { setupSteps } from '../../contract/index.js'
import {
  attributeNames,
  getPreset,
  oidcEndpoints,
  Name,
  parseWith,
  OidcConnectionPut,
  Refusal,
  SamlConnectionInput,
  samlEndpoints,
  setupChoices,
  setupStages,
  type ServicePreset,
  type SetupChoice,
  type SetupField,
} from '../../core/index.js'
import { oidcConnectionHandlers } from '../admin/oidc-connections.js'
import { samlConnectionHandlers } from '../admin/saml-connections.js'
import type { Deps } from '../deps.js'
import type { AssistantPage } from '../pages/admin/assistant.js'
import type { Viewer } from '../pages/admin/frame.js'

/** A form as it came. */
export type Form = Readonly<Record<string, unknown>>

/** Who did it, in the record of changes. */
export const actorOf = ({ email }: Viewer): string => `administrator:${email}`

export async function presetOf({ store }: Deps, viewer: Viewer): Promise<ServicePreset> {
  const record = await store.organizations.find(viewer.organization)
  if (!record) throw new Error(`administrator ${viewer.email} has lost their organization`)
  return getPreset(record.input.preset)
}

const textIn = (form: Form, field: string): string => {
  const value = form[field]
  return typeof value === 'string' ? value.trim() : ''
}

const notOffered = (preset: ServicePreset, choices: readonly SetupChoice[]): Refusal =>
  new Refusal({
    code: 'invalid-input',
    owner: 'caller',
    detail: `${preset.title} does not offer this identity provider by this protocol`,
    remedy: `Choose one of: ${choices.map(({ title }) => title).join('; ')}.`,
    source: preset.registration.source,
    path: 'choice',
  })

interface Wanted {
  readonly preset: ServicePreset
  readonly choice: SetupChoice
  readonly name: string
}

/** @throws Refusal `invalid-input` */
export function wantedIn(preset: ServicePreset, form: Form): Wanted {
  const choices = setupChoices(preset)
  const choice = choices.find(({ key }) => key === form['choice'])
  if (!choice) throw notOffered(preset, choices)
  return {
    preset,
    choice,
    name: parseWith(z.object({ name: Name }), { name: textIn(form, 'name') }).name,
  }
}

/** The kind is declared where it is known: our name at a SAML IdP may follow from it (S51). */
const settingsOf = ({ idpKind, protocol }: SetupChoice) =>
  idpKind === 'other' || protocol === 'oidc' ? {} : { settings: { idpKind } }

/** What the page shows before there is a connection: its URLs follow from its name alone. */
export function assistantPageOf(
  { publicUrl }: Deps,
  viewer: Viewer,
  { preset, choice, name }: Wanted,
  form: Form = {},
): AssistantPage {
  const { protocol, idpKind, fields } = choice
  const { settings = {} } = settingsOf(choice)
  const endpoints =
    protocol === 'saml'
      ? samlEndpoints(publicUrl(), preset.key, name, settings)
      : oidcEndpoints(publicUrl(), preset.key, name)
  const isRetained = (field: SetupField) => field !== 'clientSecret' && field !== 'idpMetadataXml'
  return {
    ...{ viewer, choice, name, stages: setupStages(preset, protocol) },
    steps: setupSteps({
      ...{ name, protocol, preset, idpKind, endpoints: { ...endpoints } },
      ...{ attributeMapping: {}, attributeNames: attributeNames(preset, {}), directories: [] },
    }),
    entered: Object.fromEntries(
      fields.filter(isRetained).map((field) => [field, textIn(form, field)]),
    ),
  }
}

/** The handlers judge what was entered, ask the IdP, and only create. @throws Refusal as the admin API's */
export async function createConnection(
  deps: Deps,
  viewer: Viewer,
  { choice, name }: Wanted,
  form: Form,
): Promise<void> {
  const given = choice.fields
    .map((field) => [field, textIn(form, field)] as const)
    .filter(([, value]) => value !== '')
  const body = {
    organization: viewer.organization,
    ...settingsOf(choice),
    ...Object.fromEntries(given),
  }
  const call = {
    ...{ params: { name }, query: undefined, actor: actorOf(viewer) },
    condition: { mustBeAbsent: true, ifMatch: undefined, creationKey: null },
  }
  if (choice.protocol === 'saml') {
    const parsed = parseWith(SamlConnectionInput, body)
    await samlConnectionHandlers(deps).putSamlConnection({ ...call, body: parsed })
  } else {
    const parsed = parseWith(OidcConnectionPut, body)
    await oidcConnectionHandlers(deps).putOidcConnection({ ...call, body: parsed })
  }
}
