import RequestQueue from 'kafkajs/src/network/requestQueue/index.js'

/** What kafkajs itself waits for when nothing is throttled. */
const LOOK_MS = 10

/** kafkajs keeps a timer going on every connection to look for requests that wait, also when none does, and sets it for a moment long past: Node
 *  takes that for 1 ms, so that an idle connection wakes the process a thousand times a second, and warns of it. Here the timer is set while
 *  something waits, for the end of the throttling or the next look. */
export function setTimersForWaitingRequests(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = function schedule() {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return
    const throttledMs = this.throttledUntil - Date.now()
    const look = (): void => {
      this.throttleCheckTimeoutId = null
      this.checkPendingRequests()
    }
    this.throttleCheckTimeoutId = setTimeout(look, throttledMs > 0 ? throttledMs : LOOK_MS)
  }
}
