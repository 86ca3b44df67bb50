/** Code for what is nested in an attribute: its interface, its two renderings, and the classes that refer into it. */
import type { AttributeModel, TypeModel } from './model.js'
import {
  inputType,
  isInput,
  nestedAttributes,
  nestedName,
  reference,
  synthesized,
  synthesizedHcl,
} from './types.js'
import { attributeDoc, camel, doc } from './words.js'

/** The members of a configuration interface. */
export function configMembers(owner: string, attributes: readonly AttributeModel[]): string {
  return attributes
    .filter(isInput)
    .map((attribute) => {
      const type = inputType(attribute.type, nestedName(owner, attribute))
      const [mark, absent] = attribute.required ? ['', ''] : ['?', ' | undefined']
      return `${attributeDoc(attribute, true)}\nreadonly ${attribute.camelName}${mark}: ${type}${absent}`
    })
    .join('\n')
}

function renderings(name: string, attributes: readonly AttributeModel[]): string {
  const inputs = attributes.filter(isInput)
  const of = (render: typeof synthesized): string =>
    inputs
      .map((a) => `${a.name}: ${render(a.type, nestedName(name, a), `struct.${a.camelName}`)}`)
      .join(',\n')
  const signature = `(struct?: ${name} | IResolvable): unknown {
    if (struct === undefined || Tokenization.isResolvable(struct)) return struct`
  return `
${doc(`${name} as Terraform spells it.`)}
export function ${camel(name)}ToTerraform${signature}
  return { ${of(synthesized)} }
}

${doc(`${name} for cdktf's HCL renderer.`)}
export function ${camel(name)}ToHclTerraform${signature}
  return given({ ${of(synthesizedHcl)} })
}`
}

/** Getters that refer to what Terraform knows after apply. Write-only values are known to nobody. */
export function references(owner: string, attributes: readonly AttributeModel[]): string {
  return attributes
    .filter((attribute) => !attribute.writeOnly)
    .map((attribute) => {
      const { type, expression } = reference(attribute, nestedName(owner, attribute))
      return `${attributeDoc(attribute, false)}\nget ${attribute.camelName}(): ${type} { return ${expression} }`
    })
    .join('\n\n')
}

const collections: Readonly<Record<string, (name: string) => string>> = {
  list: (name) => `
${doc(`The elements of a ${name} collection, by position.`)}
export class ${name}List extends ComplexList {
  /** The element at a position, from 0. */
  get(index: number): ${name}OutputReference {
    return new ${name}OutputReference(this.terraformResource, this.terraformAttribute, this.wrapsSet, index)
  }
}`,
  map: (name) => `
${doc(`The elements of a ${name} map, by key.`)}
export class ${name}Map extends ComplexMap {
  /** The element under a key. */
  get(key: string): ${name}OutputReference {
    return new ${name}OutputReference(this.terraformResource, this.terraformAttribute, false, key)
  }
}`,
}

const collection = (type: TypeModel, name: string): string =>
  collections[type.kind === 'set' ? 'list' : type.kind]?.(name) ?? ''

/** Everything an attribute's nested objects need, innermost first; empty for a primitive. */
export function nestedCode(owner: string, attribute: AttributeModel): string {
  const attributes = nestedAttributes(attribute.type)
  if (!attributes) return ''
  const name = nestedName(owner, attribute)
  const about = attribute.description || attribute.name
  const input = isInput(attribute)
    ? `${doc(about)}\nexport interface ${name} {\n${configMembers(name, attributes)}\n}\n${renderings(name, attributes)}`
    : ''
  return `${attributes.map((inner) => nestedCode(name, inner)).join('\n')}
${input}

${doc(`References into \`${attribute.name}\`.`, about)}
export class ${name}OutputReference extends ComplexObject {
  ${references(name, attributes)}
}
${collection(attribute.type, name)}`
}
