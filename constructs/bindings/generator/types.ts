/** Terraform's types in the spellings generated code needs: of inputs, of references, of synthesis. */
import type { AttributeModel, TypeModel } from './model.js'
import { camel, pascal } from './words.js'

/** The class prefix of what is nested in an attribute: `MortiseOrganization` + `role_rules`. */
export const nestedName = (owner: string, attribute: AttributeModel): string =>
  owner + pascal(attribute.name)

/** The object inside a type, however deep in collections; `undefined` when all is primitive. */
export function nestedAttributes(type: TypeModel): readonly AttributeModel[] | undefined {
  if (type.kind === 'object') return type.attributes
  return 'element' in type ? nestedAttributes(type.element) : undefined
}

const primitives = { string: 'string', number: 'number', bool: 'boolean | IResolvable' } as const

/** What a configuration may say. Strings, numbers and flat collections carry tokens themselves; the rest may be an IResolvable. */
export function inputType(type: TypeModel, nested: string): string {
  if (type.kind === 'object') return `${nested} | IResolvable`
  if (!('element' in type)) return primitives[type.kind]
  const element = inputType(type.element, nested)
  const collection =
    type.kind === 'map' ? `{ readonly [key: string]: ${element} }` : `readonly (${element})[]`
  return carriesTokens(type.element) ? collection : `${collection} | IResolvable`
}

const carriesTokens = (element: TypeModel): boolean =>
  element.kind === 'string' || element.kind === 'number'

/** A function from the input to Terraform's JSON; `undefined` where they are alike. */
function mapper(type: TypeModel, nested: string, suffix: string): string | undefined {
  if (type.kind === 'object') return `${camel(nested)}${suffix}`
  if (!('element' in type)) return undefined
  const element = mapper(type.element, nested, suffix)
  if (!element) return undefined
  return `${type.kind === 'map' ? 'hashMapper' : 'listMapper'}(${element})`
}

/** `value`, put into Terraform's spelling. */
export function synthesized(type: TypeModel, nested: string, value: string): string {
  const map = mapper(type, nested, 'ToTerraform')
  return map ? `${map}(${value})` : value
}

const hclPrimitives = { string: 'string', number: 'number', bool: 'boolean' } as const

/** `value` for cdktf's HCL renderer. */
export function synthesizedHcl(type: TypeModel, nested: string, value: string): string {
  const structured = mapper(type, nested, 'ToHclTerraform')
  // The renderer prints a lone nested object only as a list that holds no array.
  if (type.kind === 'object') return `hcl(${structured}(${value}), 'list', '${nested}')`
  if (!('element' in type)) return `hcl(${value}, 'simple', '${hclPrimitives[type.kind]}')`
  const element = type.element
  if (!('element' in element) && element.kind !== 'object') {
    const storage = hclPrimitives[element.kind] + (type.kind === 'map' ? 'Map' : 'List')
    return `hcl(${value}, '${type.kind}', '${storage}')`
  }
  if (element.kind === 'object' && type.kind !== 'map') {
    return `hcl(${structured}(${value}), '${type.kind}', '${nested}List')`
  }
  return `hcl(${synthesized(type, nested, value)}, 'any', 'any')`
}

/** May a configuration set it? */
export const isInput = (attribute: AttributeModel): boolean =>
  attribute.required || attribute.optional

/** How a reference to the attribute is spelled: its TypeScript type and the expression that makes it. */
export interface Reference {
  readonly type: string
  readonly expression: string
}

const getters: Readonly<Record<string, Reference>> = {
  string: { type: 'string', expression: 'this.getStringAttribute($)' },
  number: { type: 'number', expression: 'this.getNumberAttribute($)' },
  bool: { type: 'IResolvable', expression: 'this.getBooleanAttribute($)' },
  'list string': { type: 'string[]', expression: 'this.getListAttribute($)' },
  'set string': { type: 'string[]', expression: 'Fn.tolist(this.getListAttribute($))' },
  'list number': { type: 'number[]', expression: 'this.getNumberListAttribute($)' },
  'set number': {
    type: 'number[]',
    expression: 'Token.asNumberList(Fn.tolist(this.getNumberListAttribute($)))',
  },
  // A setter takes plain objects, so its getter must give one; computed maps have lookup() instead.
  'input map string': {
    type: '{ [key: string]: string }',
    expression: 'this.getStringMapAttribute($)',
  },
  'input map number': {
    type: '{ [key: string]: number }',
    expression: 'this.getNumberMapAttribute($)',
  },
  'input map bool': {
    type: '{ [key: string]: boolean }',
    expression: 'this.getBooleanMapAttribute($)',
  },
  'map string': { type: 'StringMap', expression: 'new StringMap(this, $)' },
  'map number': { type: 'NumberMap', expression: 'new NumberMap(this, $)' },
  'map bool': { type: 'BooleanMap', expression: 'new BooleanMap(this, $)' },
}

/** By the kind of what holds the nested object: the class of the reference, and its last argument. */
function nestedReference(kind: TypeModel['kind'], nested: string): readonly [string, string] {
  if (kind === 'map') return [`${nested}Map`, '']
  if (kind === 'object') return [`${nested}OutputReference`, ', false']
  return [`${nested}List`, `, ${kind === 'set'}`]
}

function isNested(type: TypeModel): boolean {
  return type.kind === 'object' || ('element' in type && type.element.kind === 'object')
}

/** The getter of an attribute: a token, or a class whose members are tokens. */
export function reference(attribute: AttributeModel, nested: string): Reference {
  const { type, name } = attribute
  const quoted = `'${name}'`
  if (isNested(type)) {
    const [className, last] = nestedReference(type.kind, nested)
    return { type: className, expression: `new ${className}(this, ${quoted}${last})` }
  }
  const key = 'element' in type ? `${type.kind} ${type.element.kind}` : type.kind
  const known = (isInput(attribute) ? getters[`input ${key}`] : undefined) ?? getters[key]
  if (known) return { type: known.type, expression: known.expression.replace('$', quoted) }
  return { type: 'IResolvable', expression: `this.interpolationForAttribute(${quoted})` }
}
