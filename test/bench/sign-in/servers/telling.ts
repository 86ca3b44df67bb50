/** Loaded before a server: tells the bench, when asked, what the process has cost. */
process.on('message', () => process.send?.(process.cpuUsage()))
process.channel?.unref()
