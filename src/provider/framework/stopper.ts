/** "Stop what you are doing", told to any number of verbs at once. An AbortSignal with a listener per verb would warn of a leak from the eleventh on. */

export class Stopper {
  private readonly tasks = new Set<() => void>()
  private told = false

  get isStopped(): boolean {
    return this.told
  }

  /** @returns forgets the task again */
  onStop(task: () => void): () => void {
    if (this.told) task()
    else this.tasks.add(task)
    return () => void this.tasks.delete(task)
  }

  stop(): void {
    this.told = true
    for (const task of this.tasks) task()
    this.tasks.clear()
  }
}
