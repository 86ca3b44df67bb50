/** As much of a browser as a sign-in at somebody else's IdP takes: cookies by host, redirects and forms followed one at a time. */

export interface Page {
  readonly url: string
  readonly status: number
  readonly location: string | null
  readonly refresh: string | null
  readonly text: string
}

export interface Form {
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
}

const plain = (text: string): string =>
  text
    .replace(/&#(x?)([0-9a-f]+);/gi, (_, x: string, code: string) =>
      String.fromCodePoint(parseInt(code, x ? 16 : 10)),
    )
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? undefined : plain(found)
}

/** The first form that posts. */
export function formIn({ text, url }: Page): Form {
  const [found] = /<form[^>]*method="post"[^>]*>.*?<\/form>/is.exec(text) ?? []
  if (found === undefined) throw new Error(`no form at ${url}: ${text.slice(0, 2000)}`)
  const fields = [...found.matchAll(/<input[^>]*>/g)].flatMap(([tag]) => {
    const name = attribute(tag, 'name')
    return name === undefined ? [] : [[name, attribute(tag, 'value') ?? '']]
  })
  const action = new URL(attribute(found, 'action') ?? url, url).href
  return { action, fields: Object.fromEntries(fields) as Record<string, string> }
}

export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>()

  async #send(url: string, init: RequestInit): Promise<Page> {
    const { host } = new URL(url)
    const jar = this.#cookies.get(host) ?? new Map<string, string>()
    this.#cookies.set(host, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'text/html', cookie, ...(init.headers as Record<string, string>) }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const location = response.headers.get('location')
    return {
      ...{ url, status: response.status, text: await response.text() },
      refresh: response.headers.get('refresh'),
      location: location === null ? null : new URL(location, url).href,
    }
  }

  open(url: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send(url, { headers })
  }

  submit({ action, fields }: Form, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send(action, { method: 'POST', body: new URLSearchParams(fields), headers })
  }

  /** Follows redirects while they go to addresses that begin so. */
  async follow(page: Page, while_: string): Promise<Page> {
    let at = page
    for (let steps = 0; at.location?.startsWith(while_) && steps < 10; steps++)
      at = await this.open(at.location)
    return at
  }
}
