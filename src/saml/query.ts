/** Reading an XML tree: children by name, values by rule. Names are always namespace and local name, never prefixes. */
import { refusal } from './faults.js'
import type { XmlElement } from './xml.js'

export const isNamed = (element: XmlElement, namespace: string, name: string): boolean =>
  element.namespace === namespace && element.name === name

export const childrenNamed = (
  element: XmlElement | undefined,
  namespace: string,
  name: string,
): readonly XmlElement[] =>
  element?.children.filter((child) => isNamed(child, namespace, name)) ?? []

/** @throws Refusal `element-repeated` */
export function childNamed(
  element: XmlElement | undefined,
  namespace: string,
  name: string,
): XmlElement | undefined {
  const found = childrenNamed(element, namespace, name)
  if (found.length > 1) {
    throw refusal('element-repeated', `${element?.name} has ${found.length} ${name} elements`)
  }
  return found[0]
}

/** Every element of the tree that the test holds for, in document order. */
export function elementsWhere(
  root: XmlElement,
  test: (element: XmlElement) => boolean,
): readonly XmlElement[] {
  const found: XmlElement[] = []
  const visit = (element: XmlElement): void => {
    if (test(element)) found.push(element)
    element.children.forEach(visit)
  }
  visit(root)
  return found
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]00:00)$/

/**
 * Core §1.3.3: UTC. A local time would be guessed at, so it is refused.
 * @throws Refusal `time-malformed`
 */
export function parseInstant(text: string, where: string): Date {
  const date = new Date(text)
  const exact = instant.test(text) && !Number.isNaN(date.getTime())
  // JavaScript reads the 30th of February as the 2nd of March.
  if (exact && date.toISOString().slice(0, 19) === text.slice(0, 19)) return date
  throw refusal('time-malformed', `${where} is ${JSON.stringify(text)}`)
}

/** @throws Refusal `time-malformed` */
export function instantAttribute(element: XmlElement | undefined, name: string): Date | undefined {
  const text = element?.attributes.get(name)
  return text === undefined ? undefined : parseInstant(text, `${element?.name}/@${name}`)
}

// xs:ID is an NCName. No SAML ID is long; a long one would only fill the store of spent IDs.
const ncName = /^[\p{L}_][\p{L}\p{N}\p{M}._\u00B7-]{0,255}$/u

export const isXmlId = (text: string): boolean => ncName.test(text)

/** @throws Refusal `id-malformed` */
export function idOf(element: XmlElement): string {
  const id = element.attributes.get('ID')
  if (id !== undefined && isXmlId(id)) return id
  throw refusal(
    'id-malformed',
    `${element.name}/@ID is ${id === undefined ? 'missing' : JSON.stringify(id.slice(0, 80))}`,
  )
}
