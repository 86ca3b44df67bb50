/** THE REFERENCE SP: what is remembered, and who is signed in. The only house with SQL, cookies and pages; decisions are asked of core and saml. */
export { serve } from './main.js'
export { createIdpReader, type IdpReader } from './connections/published-idp.js'
export { createLog } from './http/log.js'
export { createService, type Service, type ServiceOptions } from './service.js'
export { openStore } from './store/sql/store.js'
export type { Store } from './store/store.js'
