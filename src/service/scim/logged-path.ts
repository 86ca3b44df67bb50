/** A request's path for the log: which question was asked, not about whom. */

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return ''
  }
}

const quoted = /"(?:[^"\\]|\\.)*(?:"|$)/g
const compared = /\b(eq|ne|co|sw|ew|gt|ge|lt|le)\s+(?!"|true\b|false\b|null\b)[^\s)\]]+/gi

/** What is compared with is cut out, quoted or not; who does not close their quotes loses the rest. */
export const withoutValues = (text: string): string =>
  text.replace(quoted, '"…"').replace(compared, '$1 …')

export function loggedPath(url: string): string {
  const mark = url.indexOf('?')
  if (mark < 0) return url.slice(0, 300)
  const question = withoutValues(`?${decoded(url.slice(mark + 1))}`)
  return `${url.slice(0, mark)}${question}`.slice(0, 300)
}
