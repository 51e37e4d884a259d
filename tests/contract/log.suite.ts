import { logGroups } from './log-groups.suite.ts'
import { logMessages } from './log-messages.suite.ts'
import { logOrder } from './log-order.suite.ts'
import { logReading } from './log-reading.suite.ts'
import { logUnderTest } from './log-subject.ts'
import { logTopics } from './log-topics.suite.ts'
import type { Make } from './subject.ts'

/** What every log must do. */
export function logContract(name: string, make: Make): void {
  describe(`the log of ${name}`, function () {
    this.timeout(60_000)
    const log = logUnderTest(make)
    for (const part of [logMessages, logOrder, logReading, logGroups, logTopics]) part(log)
  })
}
