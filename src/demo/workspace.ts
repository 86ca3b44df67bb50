/** The demo's own folder and everything it must undo: children to stop, files to remove. Nothing outside the folder is touched. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Undone in reverse order; one that fails does not keep the others from running. */
export class Workspace {
  readonly #undo: (() => Promise<void>)[] = []

  private constructor(
    /** Absolute path of the folder. */
    readonly folder: string,
    /** The admin token this rehearsal made; lives in memory and the children's environment only. */
    readonly adminToken: string,
  ) {}

  static async open(): Promise<Workspace> {
    const folder = await mkdtemp(join(tmpdir(), 'mortise-demo-'))
    const workspace = new Workspace(folder, randomBytes(32).toString('base64url'))
    workspace.onClose(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
    return workspace
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts)
  }

  onClose(undo: () => Promise<void>): void {
    this.#undo.push(undo)
  }

  /** Stops and removes everything; safe to call twice. @throws AggregateError when something could not be undone */
  async close(): Promise<void> {
    const failures: unknown[] = []
    for (let undo = this.#undo.pop(); undo; undo = this.#undo.pop()) {
      await undo().catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw new AggregateError(failures, 'the demo could not clean up all')
  }
}
