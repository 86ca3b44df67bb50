/** Everything about directories, over one runner. */
import type { DirectoryHouse } from '../directories.js'
import {
  attemptOver,
  endSessionsOver,
  SqlDirectories,
  SqlDirectoryRequests,
  SqlDirectoryTokens,
} from './directories.js'
import { SqlDirectoryGroups } from './directory-groups.js'
import { SqlDirectoryUsers } from './directory-users.js'
import type { Runner } from './runner.js'

export const directoryHouseOver = (sql: Runner): DirectoryHouse => ({
  directories: new SqlDirectories(sql),
  directoryTokens: new SqlDirectoryTokens(sql),
  directoryUsers: new SqlDirectoryUsers(sql),
  directoryGroups: new SqlDirectoryGroups(sql),
  directoryRequests: new SqlDirectoryRequests(sql),
  endSessionsOf: endSessionsOver(sql),
  attempt: attemptOver(sql),
})
