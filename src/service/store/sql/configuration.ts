/** What administrators decided, as last read: it changes seldom, and every sign-in and every call of a directory asks for it. */

/** Values remembered at most; then all are forgotten. */
const most = 10_000

export const currentRevision = 'SELECT revision FROM configuration'

export class Configuration {
  #revision = ''
  #known = new Map<string, unknown>()

  /** What is known under a revision: under another, nothing of it. */
  under(revision: string): Map<string, unknown> {
    if (revision !== this.#revision || this.#known.size >= most) this.#known = new Map()
    this.#revision = revision
    return this.#known
  }
}
