/** Which characters XML 1.0 and Namespaces in XML allow where. Nothing but patterns and what they mean. */

const nameStart =
  'A-Za-z_\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}'
const nameRest = `${nameStart}.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040-`
const ncName = `[${nameStart}][${nameRest}]*`

/** XML 1.0 §2.3 and Namespaces §3: prefix, if any, and local name; from `lastIndex` on. */
export const qualifiedName = (): RegExp => new RegExp(`(?:(${ncName}):)?(${ncName})`, 'uy')

/** XML 1.0 §2.2: what may not stand in a document in any way. */
export const impossible = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/u

const predefined: Readonly<Record<string, string>> = {
  'amp;': '&',
  'lt;': '<',
  'gt;': '>',
  'quot;': '"',
  'apos;': "'",
}

function characterOf(digits: string): string | undefined {
  const code = digits.startsWith('x') ? parseInt(digits.slice(1), 16) : parseInt(digits, 10)
  if (!(code <= 0x10ffff)) return undefined
  const character = String.fromCodePoint(code)
  return impossible.test(character) ? undefined : character
}

const reference = /&(?:#(x[0-9A-Fa-f]{1,8}|[0-9]{1,10});|(\w{1,4};))?/g

/** XML 1.0 §4.1 and §4.6: the five entities and character references; `undefined` when there is any other. */
export function withoutReferences(text: string): string | undefined {
  if (!text.includes('&')) return text
  const faults: string[] = []
  const plain = text.replace(reference, (_, digits?: string, name?: string) => {
    const character = digits === undefined ? predefined[name ?? ''] : characterOf(digits)
    if (character === undefined) faults.push(name ?? '')
    return character ?? ''
  })
  return faults.length === 0 ? plain : undefined
}
