/** SCIM clients as IdPs are: Okta, Entra and a plain RFC client; they push people to a server, and check what it makes of it. */
export { checkScim, type CheckReport, type CheckResult } from './checks/run.js'
export { ScimClient } from './client.js'
export { manners, mannersNamed } from './manners/index.js'
export { Pusher, type PushReport } from './push.js'
export { renderJson, renderJunit, renderText, summaryOf } from './report.js'
