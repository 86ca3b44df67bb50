/** TXT records, as the world's DNS has them now. */
import { Resolver } from 'node:dns/promises'
import { Refusal } from '../core/index.js'

/** Values of the TXT records of a name, each in one piece; none when there is no such name. @throws Refusal `dns-unreachable` */
export type ResolveTxt = (name: string) => Promise<readonly string[]>

const none = new Set(['ENOTFOUND', 'ENODATA'])

const unreachable = (name: string, code: string): Refusal =>
  new Refusal({
    code: 'dns-unreachable',
    owner: 'sp',
    detail: `TXT ${name}: DNS did not answer (${code})`,
    remedy: 'Try again; if it goes on, check the name servers of the domain and of this service.',
  })

export function createResolveTxt(): ResolveTxt {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  return async (name) => {
    try {
      // A value longer than 255 bytes comes in parts (RFC 1035 §3.3.14).
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException
      if (none.has(code)) return []
      throw unreachable(name, code)
    }
  }
}
