/** Code of the provider block. Its getters give what was configured: Terraform has no references into a provider. */
import { assignments, fields, metadata, synthesis } from './construct.js'
import type { AttributeModel, ProviderModel } from './model.js'
import { configMembers, nestedCode } from './nested.js'
import { inputType, isInput, nestedName } from './types.js'
import { attributeDoc, doc, pascal } from './words.js'

const alias: AttributeModel = {
  name: 'alias',
  camelName: 'alias',
  type: { kind: 'string' },
  description: 'Distinguishes this provider from others of its kind in the same stack.',
  rules: [],
  required: false,
  optional: true,
  computed: false,
  sensitive: false,
  writeOnly: false,
}

function accessors(owner: string, attribute: AttributeModel): string {
  const { camelName: name } = attribute
  const type = inputType(attribute.type, nestedName(owner, attribute))
  const override = name === 'alias' ? 'override ' : ''
  return `${attributeDoc(attribute, false)}
${override}get ${name}(): ${type} | undefined { return this._${name} }

/** Replaces what was configured. */
${override}set ${name}(value: ${type} | undefined) { this._${name} = value }`
}

/** The body of the provider's file, without header and imports. */
export function providerCode(provider: ProviderModel): string {
  const name = `${pascal(provider.name)}Provider`
  const inputs = [...provider.attributes.filter(isInput), alias]
  const anyRequired = inputs.some((attribute) => attribute.required)
  return `${provider.attributes.map((attribute) => nestedCode(name, attribute)).join('\n')}

${doc(`Configuration of the ${provider.name} provider.`)}
export interface ${name}Config {
  ${configMembers(name, inputs)}
}

${doc(provider.description || `The ${provider.name} provider.`)}
export class ${name} extends TerraformProvider {
  /** The type as Terraform spells it. */
  static readonly tfResourceType = '${provider.name}'

  ${fields(name, inputs)}

  constructor(scope: Construct, id: string, config: ${name}Config${anyRequired ? '' : ' = {}'}) {
    super(scope, id, {
      terraformResourceType: '${provider.name}',
      ${metadata(provider)},
      terraformProviderSource: '${provider.source}',
    })
    ${assignments(inputs)}
  }

  ${inputs.map((attribute) => accessors(name, attribute)).join('\n\n')}

  ${synthesis(name, inputs)}
}
`
}
