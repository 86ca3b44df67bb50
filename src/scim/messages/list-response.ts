/** ListResponse, RFC 7644 §3.4.2; cursors as RFC 9865 §2 adds them. */
import { urns } from '../urns.js'

export interface List {
  /** All that match, whatever the page. */
  readonly totalResults: number
  /** By index only. */
  readonly startIndex?: number | undefined
  /** By cursor only; absent: this page is the last. */
  readonly nextCursor?: string | undefined
}

/** Resources come as JSON text: a store that keeps text need not parse a page of 100 to send it. */
export function renderListResponse(
  { totalResults, startIndex, nextCursor }: List,
  resources: readonly string[],
): string {
  const place = startIndex === undefined ? '' : `,"startIndex":${startIndex}`
  const next = nextCursor === undefined ? '' : `,"nextCursor":${JSON.stringify(nextCursor)}`
  const counts = `"totalResults":${totalResults},"itemsPerPage":${resources.length}${place}${next}`
  return `{"schemas":["${urns.listResponse}"],${counts},"Resources":[${resources.join(',')}]}`
}
