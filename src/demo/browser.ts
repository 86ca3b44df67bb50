/** A person's browser, reduced to what a sign-in needs: cookies per site, redirects followed by hand. */

export interface SamlForm {
  readonly acsUrl: string
  readonly samlResponse: string
  readonly relayState: string | undefined
}

export interface Landing {
  readonly user: { readonly login: string; readonly name: string; readonly email: string }
  readonly organization: string
  readonly connection: string
  readonly groups: readonly string[]
  readonly roles: readonly string[]
  readonly trace: readonly {
    readonly effect: string
    readonly kind: string
    readonly subject: string
    readonly because: string
    readonly source: string
  }[]
}

export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>()

  async #send(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url)
    const jar = this.#cookies.get(origin) ?? new Map<string, string>()
    this.#cookies.set(origin, jar)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'application/json', ...(cookie ? { cookie } : {}) }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s)
      jar.set(name.trim(), value)
    }
    return response
  }

  /** Opens the service's sign-in page; returns where it sends the person. */
  async beginSignIn(loginUrl: string): Promise<string> {
    const response = await this.#send(loginUrl)
    const location = response.headers.get('location')
    if (!location)
      throw new Error(`${loginUrl} answered ${response.status} and no redirect to the IdP`)
    return location
  }

  /** Signs in at the practice IdP as one of its people; returns the form it would post back. */
  async signInAtIdp(ssoUrl: string, person: string): Promise<SamlForm> {
    const url = new URL('/sign-in', ssoUrl)
    const request = Object.fromEntries(new URL(ssoUrl).searchParams)
    const response = await this.#send(url.href, {
      method: 'POST',
      body: new URLSearchParams({ ...request, person }),
    })
    if (!response.ok)
      throw new Error(`the practice IdP answered ${response.status}: ${await response.text()}`)
    const form = (await response.json()) as {
      acsUrl: string
      SAMLResponse: string
      RelayState?: string
    }
    return { acsUrl: form.acsUrl, samlResponse: form.SAMLResponse, relayState: form.RelayState }
  }

  /** Posts the Response to the ACS, as the IdP's page makes a browser do. */
  async postResponse(form: SamlForm): Promise<Response> {
    const body = new URLSearchParams({ SAMLResponse: form.samlResponse })
    if (form.relayState !== undefined) body.set('RelayState', form.relayState)
    return this.#send(form.acsUrl, { method: 'POST', body })
  }

  /** The signed-in landing, as JSON. */
  async landing(serviceUrl: string): Promise<Landing> {
    const response = await this.#send(`${serviceUrl}/`)
    if (!response.ok) throw new Error(`the landing page answered ${response.status}`)
    return (await response.json()) as Landing
  }
}
