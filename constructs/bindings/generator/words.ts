/** Names and comments of generated code. */
import type { AttributeModel } from './model.js'

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** `saml_connection` → `SamlConnection` */
export const pascal = (name: string): string => name.split('_').map(capital).join('')

/** `SamlConnection` → `samlConnection` */
export const camel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

/** `saml_connection` → `saml-connection` */
export const kebab = (name: string): string => name.replaceAll('_', '-')

const width = 88

function wrap(text: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return line ? [...lines, line] : lines
}

/** A docstring of the paragraphs that say something. */
export function doc(...paragraphs: readonly string[]): string {
  const lines = paragraphs.filter(Boolean).flatMap((text) => wrap(text.replaceAll('*/', '*\\/')))
  if (lines.length === 1) return `/** ${lines[0]} */`
  return ['/**', ...lines.map((line) => ` * ${line}`), ' */'].join('\n')
}

/** The sentence about an attribute, with what its flags mean for whoever sets it. */
export function attributeDoc(attribute: AttributeModel, configured: boolean): string {
  return doc(
    attribute.description || `\`${attribute.name}\``,
    configured && attribute.rules.length > 0 ? `Must be ${attribute.rules.join('; ')}.` : '',
    attribute.sensitive ? 'Sensitive.' : '',
    configured && attribute.writeOnly ? 'Write-only: sent on every apply, never stored.' : '',
    attribute.deprecated ? `@deprecated ${attribute.deprecated}` : '',
    configured && !attribute.required ? `@default ${silence(attribute)}` : '',
  )
}

function silence(attribute: AttributeModel): string {
  if (attribute.default !== undefined) return JSON.stringify(attribute.default)
  return attribute.computed ? '- the provider decides' : '- absent'
}
