/** Everything about directories, over one runner. */
import type { DirectoryHouse } from '../directories.js'
import { SqlDirectories, SqlDirectoryTokens } from './directories.js'
import { attemptOver, endSessionsOver, retraceSessionsOver } from './directory-effects.js'
import { SqlDirectoryGroups } from './directory-groups.js'
import { SqlDirectoryDecisions, SqlDirectoryRequests } from './directory-log.js'
import { SqlDirectoryUsers } from './directory-users.js'
import type { Runner } from './runner.js'

export const directoryHouseOver = (sql: Runner): DirectoryHouse => ({
  directories: new SqlDirectories(sql),
  directoryTokens: new SqlDirectoryTokens(sql),
  directoryUsers: new SqlDirectoryUsers(sql),
  directoryGroups: new SqlDirectoryGroups(sql),
  directoryRequests: new SqlDirectoryRequests(sql),
  directoryDecisions: new SqlDirectoryDecisions(sql),
  endSessionsOf: endSessionsOver(sql),
  retraceSessionsOf: retraceSessionsOver(sql),
  attempt: attemptOver(sql),
})
