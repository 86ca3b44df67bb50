/** Terraform's references, as far as synthesized JSON can be read without Terraform: variables, locals, attributes of resources in the same file. */
import { Unknown, isRawObject, isUnknown, type Raw, type RawObject } from './unknown.js'

/** What `reference` (`var.x`, `mortise_organization.acme.name`) stands for; undefined when the file does not say. */
export type Lookup = (reference: string) => Raw | undefined

type Part = { readonly text: string } | { readonly expression: string }

/** Where the `}` that closes the expression begun at `from` stands; quoted braces do not count. */
function endOfExpression(text: string, from: number): number {
  let depth = 1
  let quoted = false
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]
    if (quoted && character === '\\') at += 1
    else if (character === '"') quoted = !quoted
    else if (!quoted && character === '{') depth += 1
    else if (!quoted && character === '}') depth -= 1
    if (depth === 0) return at
  }
  return -1
}

/** @returns undefined for what is no template we can take apart: directives (`%{`) and unbalanced braces */
function partsOf(template: string): readonly Part[] | undefined {
  const parts: Part[] = []
  let text = ''
  for (let at = 0; at < template.length; at += 1) {
    const three = template.slice(at, at + 3)
    if (three === '$${' || three === '%%{') {
      text += three.slice(1)
      at += 2
      continue
    }
    if (template.startsWith('%{', at)) return undefined
    if (!template.startsWith('${', at)) {
      text += template.charAt(at)
      continue
    }
    const end = endOfExpression(template, at + 2)
    if (end < 0) return undefined
    if (text !== '') parts.push({ text })
    text = ''
    parts.push({ expression: template.slice(at + 2, end).trim() })
    at = end
  }
  return text === '' ? parts : [...parts, { text }]
}

const reference = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+$/

const inText = (raw: Raw): string | undefined =>
  typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean'
    ? String(raw)
    : undefined

function valueOf(template: string, lookup: Lookup): Raw {
  const parts = partsOf(template)
  if (parts === undefined) return new Unknown(template)
  const values = parts.map((part) => {
    if ('text' in part) return part.text
    return (reference.test(part.expression) ? lookup(part.expression) : undefined) ?? undefined
  })
  const [only] = values
  // An expression alone keeps its type, also where it is a list.
  if (parts.length === 1 && only !== undefined) return only
  const texts = values.map((value) => (value === undefined ? undefined : inText(value)))
  return texts.every((text) => text !== undefined) ? texts.join('') : new Unknown(template)
}

/** The same JSON with every template replaced by its value, or by an Unknown that carries the expression. */
export function resolved(raw: Raw, lookup: Lookup): Raw {
  if (typeof raw === 'string') return valueOf(raw, lookup)
  if (isUnknown(raw)) return raw
  if (Array.isArray(raw)) return raw.map((each: Raw) => resolved(each, lookup))
  if (!isRawObject(raw)) return raw
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => [name, resolved(value, lookup)]),
  ) satisfies RawObject
}
