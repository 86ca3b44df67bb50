/** data mortise_service_provider: what an IdP must be told of us, before the connection exists. The function `endpoints` does the same without asking anybody. */
import type { SamlKeyBody } from '../../admin-api/index.js'
import { idpKinds, presetKeys } from '../../core/index.js'
import { asIdpKind, attributeNamesOf, computedCoordinate, coordinatesOf } from '../coordinates.js'
import { definitionsFor, list, map, object, oneOf, string } from '../framework/index.js'
import { nameRule } from '../resources/attributes.js'
import type { ServiceClient } from '../service-client.js'

const { defineDataSource } = definitionsFor<ServiceClient>()

/** In use first, then what will be; always in this order, or each read would differ from the last. */
const order = ['active', 'next'].flatMap((state) =>
  ['signing', 'encryption'].map((use) => ({ state, use })),
)

const published = (keys: readonly SamlKeyBody[]) =>
  order.flatMap((wanted) =>
    keys
      .filter(({ state, use }) => state === wanted.state && use === wanted.use)
      .map(({ use, state, certificate, fingerprint, notAfter }) => ({
        ...{ use, state, certificate, fingerprint, notAfter },
      })),
  )

async function keysOf(
  client: ServiceClient,
  organization: string | null,
  signal: AbortSignal,
): Promise<ReturnType<typeof published> | null> {
  if (organization === null) return null
  const { items } = await client.call('listSamlKeys', { params: { organization }, signal })
  return published(items)
}

export const serviceProvider = defineDataSource({
  typeName: 'service_provider',
  description:
    "Every coordinate of the service as a service provider, from a preset and a connection's name: what to enter at the IdP, before the connection exists. With `organization` also the certificates.",
  attributes: {
    preset: string({
      required: true,
      validate: [oneOf(...presetKeys)],
      description: 'The service preset.',
    }),
    name: string({
      required: true,
      validate: [nameRule],
      description: 'Name of the connection.',
    }),
    organization: string({
      optional: true,
      validate: [nameRule],
      description: 'Whose certificates to tell; it must exist.',
    }),
    idpKind: string({
      optional: true,
      validate: [oneOf(...idpKinds)],
      description:
        "The kind of IdP, as the connection's `settings.idp_kind` says it; it matters for JumpCloud, which is told another entity ID under SonarQube Cloud.",
    }),
    acsUrl: computedCoordinate('acsUrl'),
    spEntityId: computedCoordinate('spEntityId'),
    spMetadataUrl: computedCoordinate('spMetadataUrl'),
    loginUrl: computedCoordinate('loginUrl'),
    redirectUri: computedCoordinate('redirectUri'),
    oidcLoginUrl: computedCoordinate('oidcLoginUrl'),
    scimBaseUrl: computedCoordinate('scimBaseUrl'),
    attributeNames: map(string(), {
      computed: true,
      description: 'Profile field → name of the attribute the IdP must send.',
    }),
    certificates: list(
      object({
        use: string({
          computed: true,
          description: 'signing: of our requests; encryption: of assertions to us.',
        }),
        state: string({ computed: true, description: 'active, or next while it is rotated in.' }),
        certificate: string({ computed: true, description: 'PEM.' }),
        fingerprint: string({ computed: true, description: 'SHA-256, hexadecimal.' }),
        notAfter: string({ computed: true, description: 'When it ends, RFC 3339.' }),
      }),
      {
        computed: true,
        nullable: true,
        description: 'Our published certificates, those in use first. Null without `organization`.',
      },
    ),
  },
  async read({ config: { preset, name, organization, idpKind }, client, signal }) {
    const { publicUrl: serviceUrl } = await client.call('getService', { signal })
    const place = { serviceUrl, preset, name, idpKind: asIdpKind(idpKind) }
    return {
      ...{ preset, name, organization, idpKind },
      ...coordinatesOf(place),
      attributeNames: attributeNamesOf(preset),
      certificates: await keysOf(client, organization, signal),
    }
  },
})
