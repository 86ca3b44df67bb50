/** Core's endpoints over a service URL that may be an expression. */
import {
  oidcEndpoints,
  samlEndpoints,
  scimEndpoints,
  type ConnectionSettings,
  type ServicePreset,
} from '../../core/index.js'
import {
  call,
  concatenated,
  isUnsaid,
  open,
  providerArgument,
  type Entries,
  type Value,
} from '../../program/index.js'
import type { Program } from '../program.js'

const unknownUrl: Value = open({
  expression: 'MORTISE_SERVICE_URL',
  references: ['MORTISE_SERVICE_URL'],
})

/** The service's URL, as the program's provider block has it. Several blocks that disagree leave it unknown. */
export function serviceUrlOf(program: Program): Value {
  const url = providerArgument(program.input.providers, 'mortise', 'service_url')
  return isUnsaid(url) ? unknownUrl : call('trimsuffix', [program.settle(url), '/'])
}

/** Stands for the URL while core fills its templates; replaced by what the program says of it. */
const standIn = 'https://stand-in.invalid'

function atUrl(template: string, url: Value): Value {
  if (typeof url === 'string') return template.replace(standIn, () => url)
  return concatenated(url, template.slice(standIn.length))
}

/** Core's endpoints over a URL that may be an expression. Of one, Terraform itself takes the `www.` away (Q06). */
export function samlAt(
  url: Value,
  preset: ServicePreset,
  name: string,
  settings: Pick<ConnectionSettings, 'idpKind' | 'audience'>,
): Entries {
  const literal = typeof url === 'string'
  const told = samlEndpoints(literal ? url : standIn, preset.key, name, settings)
  const placed = (text: string) => (literal ? text : atUrl(text, url))
  const entityId = text(told.spEntityId).startsWith(standIn)
    ? placed(told.spEntityId)
    : told.spEntityId
  return {
    acs_url: placed(told.acsUrl),
    sp_entity_id:
      preset.audience.withoutWww && !literal && settings.audience === undefined
        ? call('replace', [entityId, '://www.', '://'])
        : entityId,
    sp_metadata_url: placed(told.spMetadataUrl),
    login_url: placed(told.loginUrl),
  }
}

const text = (value: Value): string => (typeof value === 'string' ? value : '')

export function oidcAt(url: Value, preset: ServicePreset, name: string): Entries {
  const literal = typeof url === 'string'
  const told = oidcEndpoints(literal ? url : standIn, preset.key, name)
  const placed = (each: string) => (literal ? each : atUrl(each, url))
  return {
    redirect_uri: placed(told.redirectUri),
    login_url: placed(told.loginUrl),
    jwks_url: placed(told.jwksUrl),
  }
}

/** The SCIM base URL of a directory; undefined where the service has no SCIM. */
export function scimBaseUrlAt(url: Value, preset: ServicePreset, name: string): Value | undefined {
  if (preset.scim === null) return undefined
  const literal = typeof url === 'string'
  const { scimBaseUrl } = scimEndpoints(literal ? url : standIn, preset.key, name)
  return literal ? scimBaseUrl : atUrl(scimBaseUrl, url)
}
