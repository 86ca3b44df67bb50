/** Terraform's own notation for types, as it stands in schemas: "string", ["list","string"], ["object",{…}]. */
import type { Type } from './attribute.js'
import { snakeCase } from './names.js'

export type TerraformType =
  | 'string'
  | 'bool'
  | 'number'
  | readonly ['list' | 'set' | 'map', TerraformType]
  | readonly ['object', Readonly<Record<string, TerraformType>>]

export function terraformType(type: Type): TerraformType {
  switch (type.kind) {
    case 'object':
      return [
        'object',
        Object.fromEntries(
          Object.entries(type.attributes).map(([name, each]) => [
            snakeCase(name),
            terraformType(each.type),
          ]),
        ),
      ]
    case 'list':
    case 'set':
    case 'map':
      return [type.kind, terraformType(type.element.type)]
    case 'int64':
      return 'number'
    default:
      return type.kind
  }
}
