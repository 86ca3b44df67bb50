/** What commands are given of the world, and how they tell it of a refusal. */
import { Refusal } from '../core/index.js'

/** What a command is given of the world. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  readonly out: (text: string) => void
  /** Progress and errors; progress only where a person watches. */
  readonly say: (text: string) => void
  readonly isWatched: boolean
}

export const theWorld = (): World => ({
  env: process.env,
  now: () => new Date(),
  out: (text) => void process.stdout.write(text),
  say: (text) => void process.stderr.write(text),
  isWatched: process.stderr.isTTY,
})

/** @returns a Refusal of how the command was called */
export const usage = (detail: string, remedy: string): Refusal =>
  new Refusal({ code: 'usage', owner: 'caller', detail, remedy })

/** A refusal is told in two lines; a bug keeps its stack. */
export async function explained(
  command: string,
  world: World,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work()
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const { code, detail, remedy } = error.finding
    world.say(`mortise ${command}: ${code}: ${detail}\n${remedy}\n`)
    return 1
  }
}

/** For commands that know no other code: prints what a Refusal says, and ends with 1; anything else is a bug and goes on. */
export async function orSaid(work: () => Promise<void> | void): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!Refusal.is(error)) throw error
    const { code, detail, remedy } = error.finding
    process.stderr.write(`error: ${code}: ${detail}\n${remedy}\n`)
    process.exitCode = 1
  }
}
