/** A request's path for the log: which question was asked, not about whom. */

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return ''
  }
}

/** What stands in quotes is cut out; a filter that does not close its quotes loses the rest. */
export function loggedPath(url: string): string {
  const [path = '', search] = url.split(/\?(.*)/s)
  const question = search === undefined ? '' : `?${decoded(search)}`
  return `${path}${question.replace(/"(?:[^"\\]|\\.)*(?:"|$)/g, '"…"')}`.slice(0, 300)
}
