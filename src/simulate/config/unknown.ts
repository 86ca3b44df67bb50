/** What a configuration does not know yet: a third thing beside a value and none. */

/** A value known only after apply. */
export class Unknown {
  /**
   * @param expression - the whole of what it will come from, where the file says so: `${var.group_id}`. The same text is the same value.
   * @param references - what it rests on, among other things perhaps: `okta_app_saml.app.metadata`
   */
  constructor(
    readonly expression?: string,
    readonly references: readonly string[] = expression === undefined ? [] : [expression],
  ) {}
}

/** JSON, with holes. */
export type Raw = null | boolean | number | string | Unknown | readonly Raw[] | RawObject
export interface RawObject {
  readonly [name: string]: Raw
}

export const isUnknown = (raw: Raw | undefined): raw is Unknown => raw instanceof Unknown

export const isRawObject = (raw: Raw | undefined): raw is RawObject =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !isUnknown(raw)

/** Is every part of it known? */
export function isKnown(raw: Raw | undefined): boolean {
  if (isUnknown(raw)) return false
  if (Array.isArray(raw)) return raw.every(isKnown)
  return isRawObject(raw) ? Object.values(raw).every(isKnown) : true
}
