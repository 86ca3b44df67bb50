/** mortise_saml_connection: an organization's sign-in trust with one SAML IdP. */
import { normalizeCertificate, parseSamlConnection } from '../../core/index.js'
import { complaintsOf } from '../complaints.js'
import {
  bool,
  definitionsFor,
  isUnknown,
  isWhollyKnown,
  lengthBetween,
  object,
  parsedBy,
  set,
  sizeBetween,
  string,
} from '../framework/index.js'
import type { ServiceClient } from '../service-client.js'
import { organizationName, secureUrl, unchangedSince } from './attributes.js'
import { connectionName, endpoint, mappingTo, namesInForce } from './connection-plan.js'
import { settings } from './connection-settings.js'
import { checkMetadata, ourSide, warningsOf } from './saml-connection-plan.js'
import { bodyOf, decidedOf, stateOf, type Decided } from './saml-connection-wire.js'
import { policy } from './saml-policy.js'
import { certificateDiagnostics } from './signing-certificates.js'
import { always, knownFields, withStandIns } from './stand-ins.js'
import { said } from './wire.js'

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

/** Before defaults are filled in: what is left out is null here, and left out for the parser. */
type Draft = { readonly [K in keyof Decided]: Decided[K] | null }

function asInput({ name: _, ...draft }: Draft): object {
  const { settings: chosen, policy: strictness } = draft
  const input = { ...draft, settings: said(chosen), policy: said(strictness) }
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== null && value !== undefined),
  )
}

/** The name stands in the URL, the rest in the body. */
const puttingOf = (decided: Decided, signal: AbortSignal) =>
  ({
    put: 'putSamlConnection',
    get: 'getSamlConnection',
    params: { name: decided.name },
    body: bodyOf(decided),
    signal,
    type: 'mortise_saml_connection',
    id: decided.name,
  }) as const

/** For checking the rest while an IdP's app is still to be made. Certificates have none: whether there are any matters. */
const standIns = {
  name: always('name'),
  organization: always('organization'),
  idpMetadataUrl: always('https://idp.example/'),
  idpMetadataXml: always('<EntityDescriptor/>'),
  idpEntityId: always('urn:not-known-yet'),
  idpSsoUrl: always('https://idp.example/'),
  attributeMapping: knownFields,
  justInTimeProvisioning: always(true),
  settings: knownFields,
  policy: knownFields,
}

export const samlConnection = defineResource({
  typeName: 'saml_connection',
  description:
    "An organization's sign-in trust with one SAML IdP. The IdP is told by metadata URL, by metadata XML, or by entity ID, SSO URL and certificates: one of the three.",
  identifiedBy: ['name'],
  timeoutsAttribute: true,
  attributes: {
    name: connectionName,
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
    attributeMapping: mappingTo('attribute'),
    justInTimeProvisioning: bool({
      optional: true,
      default: true,
      description: 'Create people at their first sign-in; otherwise only known people may sign in.',
    }),
    settings,
    policy,
    acsUrl: endpoint('Where the IdP posts Responses. Okta: Single sign-on URL; Entra: Reply URL.'),
    spEntityId: endpoint('Our name at the IdP. Okta: Audience URI; Entra: Identifier.'),
    spMetadataUrl: endpoint('Our metadata document.'),
    loginUrl: endpoint('Where a person begins a sign-in.'),
    attributeNames: namesInForce('attribute'),
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
    const { certificates, policy: chosen } = config
    const known = withStandIns<object>(config, standIns) as Draft | undefined
    const found = known === undefined ? [] : complaintsOf(() => parseSamlConnection(asInput(known)))
    if (found.length > 0 || certificates === null || !isWhollyKnown(certificates)) return found
    const leniency = isUnknown(chosen) ? {} : (chosen ?? {})
    return certificateDiagnostics(certificates as readonly string[], leniency, new Date())
  },
  async modifyPlan({ prior, planned, client, signal, log, report }) {
    if (prior === planned) return
    await checkMetadata(planned, prior?.idpMetadataXml)
    warningsOf(planned).forEach(report)
    if (client === undefined) return
    return { planned: { ...planned, ...(await ourSide(client, planned, { signal, log })) } }
  },
  async create({ planned, client, signal }) {
    return stateOf(await client.create(puttingOf(planned, signal)))
  },
  async read({ state: { name }, client, signal }) {
    const found = await client.read({
      get: 'getSamlConnection',
      list: 'listSamlConnections',
      params: { name },
      key: { name },
      signal,
    })
    return found ? stateOf(found) : null
  },
  async update({ prior, planned, client, signal }) {
    const putting = puttingOf(planned, signal)
    const current = await client.call('getSamlConnection', { params: putting.params, signal })
    const seen = { ...bodyOf(decidedOf(current)), version: current.version }
    const condition = unchangedSince(`connection "${planned.name}"`, bodyOf(prior), seen)
    return stateOf(await client.replace(putting, condition))
  },
  async delete({ state: { name }, client, signal }) {
    await client.find('deleteSamlConnection', { params: { name }, signal })
  },
})
