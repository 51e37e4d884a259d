export async function servers(): Promise<{ brokers: string[]; nodes: string[] }> {
  return { brokers: (process.env.OTKLIK_TEST_KAFKA ?? '').split(','), nodes: (process.env.OTKLIK_TEST_ELASTICSEARCH ?? '').split(',') }
}
