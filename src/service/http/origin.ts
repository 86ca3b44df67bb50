/** Where a POST comes from: a page of ours, or it is not taken for one. */
import type { FastifyRequest } from 'fastify'
import { Refusal } from '../../core/index.js'
import type { Deps } from '../deps.js'

const crossSite = (): Refusal =>
  new Refusal({
    code: 'cross-site-request',
    owner: 'caller',
    detail: 'the request does not say that it comes from a page of this service',
    remedy: 'Use the form on the page of the service.',
  })

/** Browsers say where a POST comes from; one that comes from nowhere is not taken for ours. @throws Refusal `cross-site-request` */
export function checkSameOrigin({ publicUrl }: Deps, request: FastifyRequest): void {
  const { origin } = request.headers
  const same =
    origin === undefined
      ? request.headers['sec-fetch-site'] === 'same-origin'
      : origin === publicUrl()
  if (!same) throw crossSite()
}
