/** mortise_saml_connection: an organization's sign-in trust with one SAML IdP. */
import { normalizeCertificate, parseSamlConnection, type SamlConnection } from '../../core/index.js'
import { complaintsOf } from '../complaints.js'
import {
  bool,
  definitionsFor,
  isWhollyKnown,
  lengthBetween,
  map,
  object,
  parsedBy,
  set,
  sizeBetween,
  string,
} from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { nameRule, organizationName, secureUrl, unchangedSince } from './attributes.js'

const { defineResource } = definitionsFor<ServiceClient>()

const certificate = string({
  validate: [
    parsedBy((text) => normalizeCertificate(text), 'an X.509 certificate in PEM or base64 DER'),
  ],
  normalize: normalizeCertificate,
})

/** RFC 3986 §6.2: the host's case and the root's slash mean nothing. A slash after any other path does. */
const urlMeaning = (url: string): string => new URL(url).href

/** Line ends, indentation and a byte order mark: editors and heredocs change them, and in metadata they say nothing. */
const xmlMeaning = (xml: string): string =>
  xml
    .replace(/^\uFEFF/, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([<>]) ?/g, '$1')
    .trim()

/** What is decided here and sent to the service. */
const decidedOf = (
  connection: Omit<SamlConnection, 'preset' | 'idp' | 'endpoints' | 'attributeNames'>,
) => ({
  name: connection.name,
  organization: connection.organization,
  idpMetadataUrl: connection.idpMetadataUrl,
  idpMetadataXml: connection.idpMetadataXml,
  idpEntityId: connection.idpEntityId,
  idpSsoUrl: connection.idpSsoUrl,
  certificates: connection.certificates,
  attributeMapping: connection.attributeMapping,
  justInTimeProvisioning: connection.justInTimeProvisioning,
})

/** Decisions, and what the service makes of them. */
const stateOf = (connection: SamlConnection) => ({
  ...decidedOf(connection),
  ...connection.endpoints,
  attributeNames: connection.attributeNames,
  idp: {
    entityId: connection.idp.entityId,
    ssoUrl: connection.idp.ssoUrl,
    certificates: connection.idp.certificates,
  },
})

/** As the service keeps it, and so to be compared with it: certificates in one spelling, whichever Terraform holds. */
const asKept = (connection: Parameters<typeof decidedOf>[0]) => ({
  ...decidedOf(connection),
  certificates: connection.certificates.map((text) => normalizeCertificate(text)),
})

/** The name stands in the URL, the rest in the body. */
const puttingOf = (connection: Parameters<typeof decidedOf>[0], signal: AbortSignal) => {
  const { name, ...body } = asKept(connection)
  return {
    put: 'putSamlConnection',
    get: 'getSamlConnection',
    params: { name },
    body,
    signal,
    type: 'mortise_saml_connection',
    id: name,
  } as const
}

/** Follows from names that never change, so it is known again after the first apply. */
const endpoint = (description: string) =>
  string({ computed: true, useStateForUnknown: true, description })

export const samlConnection = defineResource({
  typeName: 'saml_connection',
  description:
    "An organization's sign-in trust with one SAML IdP. The IdP is told by metadata URL, by metadata XML, or by entity ID, SSO URL and certificates: one of the three.",
  identifiedBy: ['name'],
  timeoutsAttribute: true,
  attributes: {
    name: string({
      required: true,
      requiresReplace: true,
      validate: [nameRule],
      description: 'The name, chosen once: part of every URL. Changing it replaces the connection.',
    }),
    organization: organizationName,
    idpMetadataUrl: string({
      optional: true,
      validate: [secureUrl],
      normalize: urlMeaning,
      description: "URL of the IdP's metadata, read by the service at registration.",
    }),
    idpMetadataXml: string({
      optional: true,
      normalize: xmlMeaning,
      description: "The IdP's metadata itself.",
    }),
    idpEntityId: string({
      optional: true,
      validate: [lengthBetween(1, 1024)],
      description: "The IdP's entity ID, with `idp_sso_url` and `certificates`.",
    }),
    idpSsoUrl: string({
      optional: true,
      validate: [secureUrl],
      normalize: urlMeaning,
      description: "The IdP's SSO URL (HTTP-Redirect), where AuthnRequests go.",
    }),
    certificates: set(certificate, {
      optional: true,
      default: [],
      validate: [sizeBetween(0, 10)],
      description: "The IdP's signing certificates, PEM or base64 DER; a set.",
    }),
    attributeMapping: map(string({ validate: [lengthBetween(1, 512)] }), {
      optional: true,
      default: {},
      description:
        'Profile field → name of the attribute that fills it. Fields left out follow the preset.',
    }),
    justInTimeProvisioning: bool({
      optional: true,
      default: true,
      description: 'Create people at their first sign-in; otherwise only known people may sign in.',
    }),
    acsUrl: endpoint('Where the IdP posts Responses. Okta: Single sign-on URL; Entra: Reply URL.'),
    spEntityId: endpoint('Our name at the IdP. Okta: Audience URI; Entra: Identifier.'),
    spMetadataUrl: endpoint('Our metadata document.'),
    loginUrl: endpoint('Where a person begins a sign-in.'),
    attributeNames: map(string(), {
      computed: true,
      description: 'The attribute names in force: what the IdP must send.',
    }),
    idp: object(
      {
        entityId: string({ computed: true, description: "The IdP's entity ID." }),
        ssoUrl: string({ computed: true, description: 'Where AuthnRequests go.' }),
        certificates: set(string(), { computed: true, description: 'Signing certificates, PEM.' }),
      },
      { computed: true, description: 'The IdP as the service knows it now.' },
    ),
  },
  validate({ config }) {
    if (!isWhollyKnown(config)) return []
    const { name: _, ...body } = decidedOf(config as unknown as SamlConnection)
    return complaintsOf(() => parseSamlConnection(withoutNulls(body)))
  },
  async create({ planned, client, signal }) {
    return stateOf(await client.create(puttingOf(planned, signal)))
  },
  async read({ state: { name }, client, signal }) {
    const found = await client.read({
      get: 'getSamlConnection',
      list: 'listSamlConnections',
      params: { name },
      name,
      signal,
    })
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const putting = puttingOf(planned, signal)
    const current = await client.call('getSamlConnection', { params: putting.params, signal })
    const condition = unchangedSince(`connection "${planned.name}"`, asKept(prior), current)
    return stateOf(await client.replace(putting, condition))
  },
  async delete({ state: { name }, client, signal }) {
    await client.find('deleteSamlConnection', { params: { name }, signal })
  },
})

/** Left out in the configuration is null here and left out for the parser. */
const withoutNulls = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
