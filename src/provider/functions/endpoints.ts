/** provider::mortise::endpoints: the coordinates an IdP is told, before anything exists. */
import { idpKinds, presetKeys } from '../../core/index.js'
import { asIdpKind, coordinatesOf, coordinateTypes } from '../coordinates.js'
import { defineFunction, object, oneOf, string } from '../framework/index.js'
import { nameRule, secureUrl } from '../resources/attributes.js'

export const endpoints = defineFunction({
  name: 'endpoints',
  summary: 'Every URL of a connection, from its name alone',
  description:
    'The coordinates an IdP is told: the same pure function that service and constructs use, so the IdP can be set up before the connection exists. What the preset does not have is null.',
  parameters: {
    serviceUrl: string({
      description: 'Public base URL of the service.',
      validate: [secureUrl],
    }),
    preset: string({ description: 'The service preset.', validate: [oneOf(...presetKeys)] }),
    name: string({ description: 'Name of the connection.', validate: [nameRule] }),
  },
  variadic: string({
    description:
      "The kind of IdP, as the connection's `settings.idp_kind` says it; it matters for JumpCloud, which is told another entity ID under SonarQube Cloud.",
    validate: [oneOf(...idpKinds)],
  }),
  returns: object(coordinateTypes),
  call: ({ serviceUrl, preset, name }, [idpKind]) =>
    coordinatesOf({ serviceUrl, preset, name, idpKind: asIdpKind(idpKind) }),
})
