/** The pages of the registry, one for each thing the provider offers; the words come from the schemas, the examples from files that are planned in the tests. */
import type {
  BlockDescription,
  FunctionDescription,
  ParameterDescription,
  ProviderDescription,
  ResourceDescription,
} from '../framework/index.js'
import { renderSchema, typeOf } from './schema.js'
import { versionTable } from './versions.js'

/** Reads `resources/mortise_group.tf`, and the like. */
export type Examples = (file: string) => string

/** Path below `docs/` → content. */
export type Pages = ReadonlyMap<string, string>

export function pagesOf(provider: ProviderDescription, examples: Examples): Pages {
  const short = (type: string): string => type.slice(provider.name.length + 1)
  return new Map([
    ['index.md', index(provider, examples)],
    ...provider.resources.map(
      (each) => [`resources/${short(each.type)}.md`, resource(each, provider, examples)] as const,
    ),
    ...provider.dataSources.map(
      (each) =>
        [
          `data-sources/${short(each.type)}.md`,
          block('Data Source', 'data-sources', each, provider, examples),
        ] as const,
    ),
    ...provider.ephemeralResources.map(
      (each) =>
        [
          `ephemeral-resources/${short(each.type)}.md`,
          block('Ephemeral Resource', 'ephemeral-resources', each, provider, examples),
        ] as const,
    ),
    ...provider.functions.map(
      (each) => [`functions/${each.name}.md`, functionPage(each, provider, examples)] as const,
    ),
  ])
}

/** The registry reads these lines. */
function page(title: string, description: string, sections: readonly string[]): string {
  const indented = description.replaceAll('\n', '\n  ')
  const head = `---\npage_title: "${title}"\nsubcategory: ""\ndescription: |-\n  ${indented}\n---`
  return `${[head, ...sections].join('\n\n')}\n`
}

const example = (text: string): string =>
  `## Example Usage\n\n\`\`\`terraform\n${text.trim()}\n\`\`\``

function index(provider: ProviderDescription, examples: Examples): string {
  return page(`${provider.name} Provider`, provider.description, [
    `# ${provider.name} Provider`,
    provider.description,
    example(examples('provider.tf')),
    versionTable(provider),
    renderSchema(provider.attributes),
  ])
}

const needs = ({ minimumTerraform }: BlockDescription): string[] =>
  minimumTerraform === undefined ? [] : [`-> Needs Terraform ${minimumTerraform} or later.`]

const deprecation = ({ deprecated }: { readonly deprecated?: string }): string[] =>
  deprecated === undefined ? [] : [`~> **Deprecated.** ${deprecated}`]

function block(
  kind: string,
  folder: string,
  described: BlockDescription,
  { name }: ProviderDescription,
  examples: Examples,
  more: readonly string[] = [],
): string {
  const { type, description, attributes } = described
  return page(`${type} ${kind} - ${name}`, description, [
    `# ${type} (${kind})`,
    description,
    ...needs(described),
    ...deprecation(described),
    example(examples(`${folder}/${type}.tf`)),
    renderSchema(attributes),
    ...more,
  ])
}

function resource(
  described: ResourceDescription,
  provider: ProviderDescription,
  examples: Examples,
): string {
  const { type, importIds, timeouts } = described
  const limits = Object.entries(timeouts).map(([verb, limit]) => `- \`${verb}\` (Default ${limit})`)
  const sections = [
    `## Timeouts\n\n${limits.join('\n')}`,
    ...(importIds.length === 0 ? [] : [imports(type, importIds)]),
  ]
  return block('Resource', 'resources', described, provider, examples, sections)
}

function imports(type: string, forms: readonly string[]): string {
  const [first = ''] = forms.map(filledIn)
  const command = forms.map((form) => `terraform import ${type}.example '${filledIn(form)}'`)
  return `## Import\n\nBy ${forms.map((form) => `\`${form}\``).join(' or ')}:\n\n\`\`\`terraform\nimport {\n  to = ${type}.example\n  id = "${first}"\n}\n\`\`\`\n\nor\n\n\`\`\`shell\n${command.join('\n')}\n\`\`\``
}

/** `organization/name` → `ORGANIZATION/NAME`: plainly to be filled in. What stands between ? and = is said as it is. */
const filledIn = (form: string): string =>
  form.replace(/\?\w+=|\w+/g, (word) => (word.startsWith('?') ? word : word.toUpperCase()))

function functionPage(
  described: FunctionDescription,
  provider: ProviderDescription,
  examples: Examples,
): string {
  const { name, summary, description, parameters, variadic, returns, minimumTerraform } = described
  const list = [...parameters, ...(variadic === undefined ? [] : [variadic])]
  const signature = [
    ...parameters.map((each) => `${each.name} ${typeOf(each.type).toLowerCase()}`),
    ...(variadic === undefined
      ? []
      : [`${variadic.name} ${typeOf(variadic.type).toLowerCase()}...`]),
  ].join(', ')
  return page(`${name} Function - ${provider.name}`, summary, [
    `# function: ${name}`,
    description,
    `-> Needs Terraform ${minimumTerraform} or later.`,
    ...deprecation(described),
    example(examples(`functions/${name}.tf`)),
    `## Signature\n\n\`\`\`text\n${name}(${signature}) ${typeOf(returns).toLowerCase()}\n\`\`\``,
    `## Arguments\n\n${list.map(argument).join('\n')}`,
    `## Result\n\n\`\`\`text\n${shape(returns)}\n\`\`\``,
  ])
}

function argument(
  { name, type, nullable, description }: ParameterDescription,
  index: number,
): string {
  return `${index + 1}. \`${name}\` (${typeOf(type)}${nullable ? ', Nullable' : ''})${description && ` ${description}`}`
}

/** An object's attributes line by line, as Terraform's own type constraints are written. */
function shape(type: FunctionDescription['returns'], indent = ''): string {
  if (typeof type === 'string') return type
  if (type[0] !== 'object') return `${type[0]}(${shape(type[1], indent)})`
  const rows = Object.entries(type[1]).map(
    ([name, of]) => `${indent}  ${name} = ${shape(of, `${indent}  `)}`,
  )
  return `object({\n${rows.join('\n')}\n${indent}})`
}
