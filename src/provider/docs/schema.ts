/** A schema as the registry shows one: what must be said, what may be said, what is told, and nested schemas below. */
import type { AttributeDescription } from '../framework/index.js'

type Described = readonly AttributeDescription[]

const scalars: Readonly<Record<string, string>> = {
  string: 'String',
  bool: 'Boolean',
  number: 'Number',
}

/** `Set of String`; nested attributes are said as `Attributes Set`. */
export function typeOf(type: AttributeDescription['type']): string {
  if (typeof type === 'string') return scalars[type] ?? type
  const [kind, of] = type
  if (kind === 'object') return 'Object'
  return `${titled(kind)} of ${typeOf(of)}`
}

const titled = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

function kindOf({ type, nested }: AttributeDescription): string {
  if (nested === undefined) return typeOf(type)
  return nested.nesting === 'object' ? 'Attributes' : `Attributes ${titled(nested.nesting)}`
}

function notesOf(attribute: AttributeDescription): string[] {
  const { rules, minimumTerraform, requiresReplace, deprecated } = attribute
  return [
    ...rules.map((rule) => `Must be ${rule}.`),
    ...(attribute.default === undefined
      ? []
      : [`Default: \`${JSON.stringify(attribute.default)}\`.`]),
    ...(requiresReplace ? ['Changing it replaces the object.'] : []),
    ...(minimumTerraform === undefined ? [] : [`Needs Terraform ${minimumTerraform} or later.`]),
    ...(deprecated === undefined ? [] : [`**Deprecated:** ${deprecated}`]),
  ]
}

function flagsOf({ sensitive, writeOnly }: AttributeDescription): string {
  return [...(sensitive ? [', Sensitive'] : []), ...(writeOnly ? [', Write-only'] : [])].join('')
}

/** A sentence that the description ends with already is not said twice. */
function said(description: string, notes: readonly string[]): string {
  const more = notes.filter((note) => !/replaces/.test(note) || !/replaces/.test(description))
  return [description, ...more].filter((text) => text !== '').join(' ')
}

function row(attribute: AttributeDescription, anchor: string): string {
  const { name, nested, description } = attribute
  const below = nested === undefined ? '' : ` (see [below](#nestedatt--${anchor}${name}))`
  const text = said(description, notesOf(attribute))
  return `- \`${name}\` (${kindOf(attribute)}${flagsOf(attribute)})${text && ` ${text}`}${below}`
}

function group(title: string, level: string, attributes: Described, anchor: string): string[] {
  const rows = attributes.map((each) => row(each, anchor)).sort()
  return rows.length === 0 ? [] : [`${level} ${title}\n\n${rows.join('\n')}`]
}

function groups(attributes: Described, level: string, anchor: string): string[] {
  return [
    ...group(
      'Required',
      level,
      attributes.filter((each) => each.required),
      anchor,
    ),
    ...group(
      'Optional',
      level,
      attributes.filter((each) => each.optional),
      anchor,
    ),
    ...group(
      'Read-Only',
      level,
      attributes.filter((each) => !each.required && !each.optional),
      anchor,
    ),
  ]
}

function nestedSections(attributes: Described, anchor: string): string[] {
  return attributes.flatMap(({ name, nested }) => {
    if (nested === undefined) return []
    const path = `${anchor}${name}`
    return [
      `<a id="nestedatt--${path}"></a>\n### Nested Schema for \`${path.replaceAll('--', '.')}\``,
      ...groups(nested.attributes, '####', `${path}--`),
      ...nestedSections(nested.attributes, `${path}--`),
    ]
  })
}

export const renderSchema = (attributes: Described): string =>
  ['## Schema', ...groups(attributes, '###', ''), ...nestedSections(attributes, '')].join('\n\n')
