/** Things started in order and stopped in reverse; a half-made start is rolled back. */
export interface Scope {
  /** Registers how to stop what was just started. */
  onClose(name: string, close: () => unknown): void
  close(): Promise<void>
}

export function scope(report: (name: string, error: unknown) => void): Scope {
  const closers: { name: string; close: () => unknown }[] = []
  return {
    onClose: (name, close) => void closers.push({ name, close }),
    async close() {
      for (let entry = closers.pop(); entry !== undefined; entry = closers.pop()) {
        try {
          await entry.close()
        } catch (error) {
          report(entry.name, error)
        }
      }
    },
  }
}
