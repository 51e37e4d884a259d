/** Aborts with the first SIGINT or SIGTERM; a second one ends the process as ever. */
export function signalled(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  return stop.signal
}
