/** What an IdP must be told of a connection, in the words of its own console: for whoever has no program to ask. */
import {
  idpAttributes,
  idpTitles,
  type AttributeMapping,
  type IdpKind,
  type ServicePreset,
} from '../../core/index.js'
import type { StepRecord, StepValue } from './record.js'

/** What is known of a connection, and of the directory its people come by. */
export interface SetupFacts {
  readonly name: string
  readonly protocol: 'saml' | 'oidc'
  readonly preset: ServicePreset
  readonly idpKind: IdpKind
  readonly attributeMapping: AttributeMapping
  readonly attributeNames: Readonly<Record<string, string>>
  /** SAML: acsUrl, spEntityId, spMetadataUrl, loginUrl. OpenID Connect: redirectUri, loginUrl. */
  readonly endpoints: Readonly<Record<string, string>>
  readonly directories: readonly { readonly name: string; readonly baseUrl: string }[]
}

type Words = Readonly<Partial<Record<IdpKind, string>>> & { readonly other: string }

/** What each console calls our URLs. */
const words: Readonly<Record<string, Words>> = {
  acsUrl: {
    okta: 'Single sign-on URL; also Recipient URL and Destination URL',
    entra: 'Reply URL (Assertion Consumer Service URL), the only one',
    google: 'ACS URL',
    jumpcloud: 'ACS URLs, Default URL',
    other: 'Assertion consumer service (ACS) URL, the only one',
  },
  spEntityId: {
    okta: 'Audience URI (SP Entity ID)',
    entra: 'Identifier (Entity ID)',
    google: 'Entity ID',
    jumpcloud: 'SP Entity ID',
    other: 'SP entity ID, or audience',
  },
  spMetadataUrl: { other: 'Our metadata, where the console takes it' },
  redirectUri: {
    okta: 'Sign-in redirect URI, the only one',
    entra: 'Redirect URI (Web), the only one',
    other: 'Redirect URI, the only one',
  },
  scimBaseUrl: {
    okta: 'SCIM connector base URL',
    entra: 'Tenant URL',
    other: 'SCIM base URL',
  },
  token: {
    okta: 'HTTP Header authorization',
    entra: 'Secret Token',
    other: 'Bearer token',
  },
}

const wordFor = (name: string, idp: IdpKind): string =>
  words[name]?.[idp] ?? words[name]?.other ?? name

function endpointValues({ endpoints, idpKind, protocol }: SetupFacts): readonly StepValue[] {
  const names = protocol === 'saml' ? ['acsUrl', 'spEntityId', 'spMetadataUrl'] : ['redirectUri']
  return names.flatMap((name) => {
    const value = endpoints[name]
    return value === undefined ? [] : [{ field: wordFor(name, idpKind), value }]
  })
}

/** With the console's own words for where a value comes from, where we know them. */
function attributeValues(facts: SetupFacts): readonly StepValue[] {
  const { preset, attributeMapping, idpKind, attributeNames } = facts
  const known = idpAttributes(preset, attributeMapping, idpKind)
  const rest = preset.fields.filter(
    ({ field, required }) => required && !known.some((each) => each.field === field),
  )
  return [
    ...known.map(({ attribute, value }) => ({ field: value, value: attribute })),
    ...rest.map(({ field }) => ({
      field: `${field} of the person`,
      value: attributeNames[field] ?? field,
    })),
  ]
}

const namesOf = (values: readonly StepValue[]): string =>
  values.map(({ value = '' }) => `\`${value}\``).join(', ')

type Text = Pick<StepRecord, 'title' | 'proof' | 'source'> & Partial<StepRecord>

/** Endpoints, attributes, a test, and provisioning where there is a directory. */
export function setupSteps(facts: SetupFacts): readonly StepRecord[] {
  const { name, idpKind, preset, protocol, directories } = facts
  const step = (id: string, text: Text): StepRecord => ({
    ...{ id: `${name}/${id}`, idp: idpTitles[idpKind], connection: name, when: 'after-apply' },
    ...{ path: [], values: [], notes: [], ...text },
  })
  const attributes = attributeValues(facts)
  const saml = protocol === 'saml'
  return [
    step('endpoints', {
      title: 'tell it who we are',
      values: endpointValues(facts),
      notes: ['Copy character by character: a slash or "www." makes another address.'],
      proof: { event: 'signed-response', detail: 'an answer meant for us is verified' },
      source: preset.registration.source,
    }),
    step('attributes', {
      title: saml ? 'send the attributes' : 'send the claims',
      values: attributes,
      proof: { event: 'attributes', detail: `a sign-in brings ${namesOf(attributes)}` },
      source: preset.fields[0]?.source ?? preset.registration.source,
    }),
    ...directories.map((directory) => ({
      ...step(`provisioning/${directory.name}`, {
        title: 'connect provisioning',
        values: [
          { field: wordFor('scimBaseUrl', idpKind), value: directory.baseUrl },
          {
            field: wordFor('token', idpKind),
            secret: 'a token of the directory, shown once when it is made; without the word Bearer',
          },
          { field: 'Groups', value: preset.scim?.groups ? 'on' : 'off: users only' },
        ],
        proof: { event: 'scim-request', detail: 'the first SCIM request arrives' },
        source: preset.scim?.source.baseUrl ?? '',
      }),
      connection: directory.name,
    })),
  ]
}
