/** The schema's history, in order. A migration that has shipped never changes: a new one follows it. */
import { first } from './001-first.js'
import { issuers } from './002-issuers.js'
import { people } from './003-people.js'
import { groupsInSpaces } from './004-groups-in-spaces.js'
import { secrets } from './006-secrets.js'
import { oidc } from './007-oidc.js'
import { attempts } from './008-attempts.js'
import { configuration } from './configuration.js'
import { connectionRequests } from './connection-requests.js'
import { directories } from './directories.js'
import { metadataReadings } from './metadata-readings.js'
import { singleLogout } from './single-logout.js'
import { texts } from './texts.js'
import { samlKeys } from './saml-keys.js'
import { directoryPeople } from './directory-people.js'

/** Number = position, from 1. */
export const migrations: readonly string[] = [
  first,
  issuers,
  people,
  groupsInSpaces,
  directories,
  secrets,
  oidc,
  samlKeys,
  directoryPeople,
  attempts,
  metadataReadings,
  singleLogout,
  texts,
  connectionRequests,
  configuration,
]
