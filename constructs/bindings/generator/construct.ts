/** Code of one resource or data source: configuration, class, synthesis. */
import type { AttributeModel, BlockModel, ProviderModel } from './model.js'
import { configMembers, nestedCode, references } from './nested.js'
import {
  inputType,
  isInput,
  nestedAttributes,
  nestedName,
  synthesized,
  synthesizedHcl,
} from './types.js'
import { doc, pascal } from './words.js'

/** How the two kinds of block differ. */
export interface BlockKind {
  readonly prefix: string
  readonly base: 'TerraformResource' | 'TerraformDataSource'
}

export const resourceKind: BlockKind = { prefix: '', base: 'TerraformResource' }
export const dataSourceKind: BlockKind = { prefix: 'Data', base: 'TerraformDataSource' }

export const classNameOf = (kind: BlockKind, block: BlockModel): string =>
  kind.prefix + pascal(block.typeName)

/** The accessors that keep what a configuration said. Nested objects are put, as their getter gives a reference class. */
function inputAccessors(owner: string, attribute: AttributeModel): string {
  const { camelName: name } = attribute
  const type = inputType(attribute.type, nestedName(owner, attribute))
  const setter = nestedAttributes(attribute.type)
    ? `/** Replaces what was configured. */\nput${pascalCamel(name)}(value: ${type}): void { this._${name} = value }`
    : `/** Replaces what was configured. */\nset ${name}(value: ${type}) { this._${name} = value }`
  const reset = attribute.required
    ? ''
    : `\n\n/** Back to saying nothing. */\nreset${pascalCamel(name)}(): void { this._${name} = undefined }`
  return `${setter}${reset}

/** What was configured; unlike the getter, no reference. */
get ${name}Input(): ${type} | undefined { return this._${name} }`
}

const pascalCamel = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

/** The fields behind the accessors. */
export function fields(owner: string, inputs: readonly AttributeModel[]): string {
  return inputs
    .map((a) => `private _${a.camelName}: ${inputType(a.type, nestedName(owner, a))} | undefined`)
    .join('\n')
}

export const assignments = (inputs: readonly AttributeModel[]): string =>
  inputs.map((a) => `this._${a.camelName} = config.${a.camelName}`).join('\n')

/** The two methods by which cdktf asks for the attributes. */
export function synthesis(owner: string, inputs: readonly AttributeModel[]): string {
  const of = (render: typeof synthesized): string =>
    inputs
      .map((a) => `${a.name}: ${render(a.type, nestedName(owner, a), `this._${a.camelName}`)}`)
      .join(',\n')
  return `protected override synthesizeAttributes(): Record<string, unknown> {
    return { ${of(synthesized)} }
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return given({ ${of(synthesizedHcl)} })
  }`
}

/** What cdktf writes into `required_providers`. */
export const metadata = (provider: ProviderModel): string =>
  `terraformGeneratorMetadata: { providerName: '${provider.name}', providerVersion: '${provider.version}' }`

const importMethod = (typeName: string, importId: string): string => `
  /** Code for importing an existing object: \`importFromId\` is its \`${importId}\`. */
  static generateConfigForImport(
    scope: Construct,
    importToId: string,
    importFromId: string,
    provider?: TerraformProvider,
  ): ImportableResource {
    return new ImportableResource(scope, importToId, {
      terraformResourceType: '${typeName}',
      importId: importFromId,
      ...(provider ? { provider } : {}),
    })
  }
`

/** The body of a block's file, without header and imports. */
export function blockCode(kind: BlockKind, block: BlockModel, provider: ProviderModel): string {
  const name = classNameOf(kind, block)
  const inputs = block.attributes.filter(isInput)
  const anyRequired = inputs.some((attribute) => attribute.required)
  return `${block.attributes.map((attribute) => nestedCode(name, attribute)).join('\n')}

${doc(`Configuration of ${block.typeName}.`)}
export interface ${name}Config extends TerraformMetaArguments {
  ${configMembers(name, block.attributes)}
}

${doc(block.description, block.deprecated ? `@deprecated ${block.deprecated}` : '')}
export class ${name} extends ${kind.base} {
  /** The type as Terraform spells it. */
  static readonly tfResourceType = '${block.typeName}'
${block.importId ? importMethod(block.typeName, block.importId) : ''}
  ${fields(name, inputs)}

  constructor(scope: Construct, id: string, config: ${name}Config${anyRequired ? '' : ' = {}'}) {
    super(scope, id, { ...config, terraformResourceType: '${block.typeName}', ${metadata(provider)} })
    ${assignments(inputs)}
  }

  ${interleaved(name, block.attributes)}

  ${synthesis(name, inputs)}
}
`
}

/** Getter, setter and reset of each attribute side by side: TypeScript wants accessors adjacent. */
function interleaved(owner: string, attributes: readonly AttributeModel[]): string {
  return attributes
    .flatMap((attribute) => [
      references(owner, [attribute]),
      isInput(attribute) ? inputAccessors(owner, attribute) : '',
    ])
    .filter(Boolean)
    .join('\n\n')
}
