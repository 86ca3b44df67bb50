/** Versions of resources (RFC 7644 §3.14): weak ETags, since the same version may be shown with other attributes. */

/** 3 → W/"3" */
export const versionTag = (version: number | string): string => `W/"${version}"`

const tag = /^(?:W\/)?("[^"]*")$/

/** Weak comparison, RFC 9110 §8.8.3.2. Some clients drop the W/ or the quotes. */
function isSame(asked: string, version: string): boolean {
  const opaque = (text: string): string => tag.exec(text)?.[1] ?? `"${text}"`
  return opaque(asked) === opaque(version)
}

const names = (header: string, version: string): boolean =>
  header
    .split(',')
    .map((one) => one.trim())
    .some((one) => one === '*' || isSame(one, version))

/** If-Match: may the resource of this version be changed? */
export const mayChange = (ifMatch: string | undefined, version: string): boolean =>
  ifMatch === undefined || names(ifMatch, version)

/** If-None-Match: has the client this version already? */
export const isKnown = (ifNoneMatch: string | undefined, version: string): boolean =>
  ifNoneMatch !== undefined && names(ifNoneMatch, version)
