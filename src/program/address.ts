/** Addresses of resources, as Terraform spells them, and references to them. */

const index = /\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/

/** The address without the instance: all instances of `count` and `for_each` share it. */
export const baseOf = (address: string): string => address.replace(index, '')

export const instanceOf = (address: string): string => index.exec(address)?.[0] ?? ''

/** `data.azuread_group.a.object_id` → its block and the attribute asked for. */
export function addressIn(reference: string): { address: string; path: string } | undefined {
  const found =
    /^((?:module\.[\w-]+(?:\[[^\]]*\])?\.)*(?:data\.)?[a-z_][a-z0-9_]*\.[A-Za-z_][\w-]*(?:\[(?:\d+|"[^"]*")\])?)(?:\.(.*))?$/.exec(
      reference,
    )
  const [, address, path = ''] = found ?? []
  return address === undefined || /^(var|local|each|count|path|terraform|self)\./.test(address)
    ? undefined
    : { address, path }
}

/** The address a reference goes to, without the keys of instances. */
export const plainOf = (reference: string): string =>
  (addressIn(reference)?.address ?? reference).replace(/\[[^\]]*\]/g, '')

export const keysIn = (address: string): readonly string[] => address.match(/\[[^\]]*\]/g) ?? []
