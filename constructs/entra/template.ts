/** Which application of Entra's gallery an app starts from: none, as a rule. */
import type { Construct } from 'constructs'
import { RefusedConstruct } from '../refusal.js'
import { defaultAccess } from './assignments.js'

/** As much of an app as says where it comes from. */
interface Templated {
  readonly galleryTemplate?: string
}

/** Template of *Create your own application*, any other application not found in the gallery (S40). The same in every tenant. */
export const nonGalleryTemplate = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621'

/** The two app roles the template brings. Declared, or Terraform would take them away again. */
const userRole = '18d14569-c3bd-439b-9a66-3a2aee01d14f'
export const templateRoles = [
  { id: userRole, displayName: 'User', description: 'User' },
  {
    id: 'b9632174-c057-4f7e-951b-be3adc52bfe6',
    displayName: 'msiam_access',
    description: 'msiam_access',
  },
].map((role) => ({ ...role, allowedMemberTypes: ['User'], enabled: true }))

/** Said by the service's page itself: never that one (S40). */
export function checkTemplate(construct: Construct, props: Templated): void {
  if (!/^\s*sonarqube\s*$/i.test(props.galleryTemplate ?? '')) return
  throw new RefusedConstruct(construct, {
    code: 'gallery-template-refused',
    owner: 'caller',
    detail: `the gallery application "${props.galleryTemplate ?? ''}" is not the service's own, and its settings prevent the integration`,
    remedy: 'Leave galleryTemplate out: the non-gallery application is used.',
    source: 'S40',
    path: 'galleryTemplate',
  })
}

/** Which roles a gallery application brings, only its publisher knows. */
export const roleFor = ({ galleryTemplate }: Templated): string =>
  galleryTemplate === undefined ? userRole : defaultAccess
