/** `mortise steps`: what a person must do at the IdP, as Markdown to print; with `--live`, what the service has seen of it. */
import { contractFacts, renderSteps, type Seen, type StepRecord } from '../contract/index.js'
import { orUndefined, type Answer } from '../admin-api/index.js'
import { clientFor, connectionNames } from './live.js'
import { programOf } from './programs.js'
import { explained, theWorld, usage, type World } from './world.js'

export interface StepsCommand {
  readonly live?: string
}

type Body = Answer<'getManualSteps'>

/** Steps the service tells itself, where no file does. */
const stepsOf = (body: Body): readonly StepRecord[] =>
  body.steps.map(({ id, title, idp, of, values, notes, event, doneWhen, source }) => ({
    ...{ id, title, idp, connection: of, when: 'after-apply', path: [], notes, source },
    values: values.map(({ field, value, secret }) => ({
      field,
      ...(value === null ? {} : { value }),
      ...(secret === null ? {} : { secret }),
    })),
    proof: { event, detail: doneWhen },
  }))

function seenIn(bodies: readonly Body[]): Seen {
  const seen = new Map<string, Body['observations']>()
  for (const each of bodies.flatMap(({ observations }) => observations))
    seen.set(each.of, [...(seen.get(each.of) ?? []), each])
  return seen as unknown as Seen
}

async function written(files: readonly string[], world: World): Promise<readonly StepRecord[]> {
  const programs = await Promise.all(files.map(programOf))
  return programs.flatMap((program) => contractFacts([program], { now: world.now() }).steps)
}

/** @returns the exit code: 0, or 1 when it could not be told */
export async function steps(
  files: readonly string[],
  { live }: StepsCommand,
  world: World = theWorld(),
): Promise<number> {
  return explained('steps', world, async () => {
    if (files.length === 0 && live === undefined)
      throw usage('nothing to read steps from', 'Name a file, or a service by --live.')
    const told = await written(files, world)
    if (live === undefined) {
      world.out(renderSteps(told))
      return 0
    }
    const client = clientFor(live, world.env)
    const names =
      files.length === 0
        ? await connectionNames(client)
        : told.flatMap(({ connection }) => connection ?? [])
    // What does not exist yet has not been seen.
    const bodies = await Promise.all(
      [...new Set(names)].map((name) =>
        orUndefined(client.call('getManualSteps', { params: { name } })),
      ),
    )
    const found = bodies.filter((body) => body !== undefined)
    world.out(renderSteps(files.length === 0 ? found.flatMap(stepsOf) : told, seenIn(found)))
    return 0
  })
}
