/** Every address the service answers, as mounted: what is limited can be counted. */
import type { FastifyInstance } from 'fastify'

export interface Door {
  readonly method: string
  /** Parameters as `:name`. */
  readonly url: string
}

/** @returns a list that fills as routes are mounted on `app` or below it, from now on */
export function doorsOf(app: FastifyInstance): readonly Door[] {
  const doors: Door[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) doors.push({ method: each, url })
  })
  return doors
}
