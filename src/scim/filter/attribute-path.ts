/** `[urn:]name[.sub]` ↔ AttributePath. RFC 7644 §3.4.2.2 (attrPath), §3.10. */
import type { AttributePath } from '../schemas/resource-type.js'

// The ABNF begins a name with a letter; RFC 7643 itself names a sub-attribute `$ref`.
const names = /^([A-Za-z$][\w$-]*)(?:\.([A-Za-z$][\w$-]*))?$/

/** Undefined when it is no path. A URN holds colons and dots (`2.0`); a name holds no colon: the last colon parts them. */
export function parseAttributePath(text: string): AttributePath | undefined {
  const colon = text.lastIndexOf(':')
  const [, name, sub] = names.exec(text.slice(colon + 1)) ?? []
  if (name === undefined || colon === 0) return undefined
  const local = sub === undefined ? { name } : { name, sub }
  return colon > 0 ? { ...local, urn: text.slice(0, colon) } : local
}

export function renderAttributePath({ urn, name, sub }: AttributePath): string {
  const local = sub === undefined ? name : `${name}.${sub}`
  return urn === undefined ? local : `${urn}:${local}`
}
