/** data mortise_service_provider: what an IdP must be told of us. It asks nobody, so it is known at plan whenever its inputs are. */
import { presetKeys } from '../../core/index.js'
import { attributeNamesOf, computedCoordinate, coordinatesOf } from '../coordinates.js'
import { definitionsFor, map, oneOf, string } from '../framework/index.js'
import { nameRule } from '../resources/attributes.js'
import type { ServiceClient } from '../service-client.js'

const { defineDataSource } = definitionsFor<ServiceClient>()

export const serviceProvider = defineDataSource({
  typeName: 'service_provider',
  description:
    "Every coordinate of the service as a service provider, from a preset and a connection's name: what to enter at the IdP, before the connection exists. Nothing is asked of the service.",
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
  },
  read: async ({ config: { preset, name }, client }) => ({
    preset,
    name,
    ...coordinatesOf(client.serviceUrl, preset, name),
    attributeNames: attributeNamesOf(preset),
  }),
})
