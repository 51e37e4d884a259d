import { elasticsearchClient } from '../../../adapters/elasticsearch/client.ts'
import { elasticsearchDocuments } from '../../../adapters/elasticsearch/documents.ts'
import { restoreSnapshot } from '../../../adapters/elasticsearch/snapshot.ts'
import { KAFKA_CLIENTS, type KafkaClient } from '../../../adapters/kafka/clients.ts'
import { kafkaLog } from '../../../adapters/kafka/log.ts'
import { clusterStore } from '../../../app/cluster-store.ts'
import type { Store } from '../../../core/store.ts'
import { documentsContract } from '../../contract/documents.suite.ts'
import { logContract } from '../../contract/log.suite.ts'
import { storeContract } from '../../contract/store.suite.ts'
import type { Make } from '../../contract/subject.ts'
import { deleteIndices } from './raw-indices.ts'
import { servers } from './servers.ts'

let subjects = 0

/** Every subject has a prefix of its own on the shared servers, and takes what it made with it. */
const cluster =
  (client: KafkaClient): Make =>
  async ({ leaseMs }) => {
    const { brokers, nodes } = await servers()
    subjects += 1
    const prefix = `contract-${process.pid}-${subjects}-`
    const open = async (): Promise<Store> => {
      const access = { brokers, clientId: 'contract', tls: null, sasl: null }
      const log = await kafkaLog({ access, open: KAFKA_CLIENTS[client], prefix, leaseMs })
      const documents = elasticsearchDocuments(elasticsearchClient({ nodes, auth: null, caFile: null }), prefix)
      await documents.ensure()
      return clusterStore(log, documents)
    }
    let store = await open()
    const others: Store[] = []
    return {
      store,
      async another() {
        const other = await open()
        others.push(other)
        return other
      },
      async reopen() {
        await store.close()
        store = await open()
        return store
      },
      async restored(copy) {
        await store.close()
        await deleteIndices(prefix)
        const client = elasticsearchClient({ nodes, auth: null, caFile: null })
        await restoreSnapshot(client, copy, { prefix, leaseLastsMs: 100 })
        await client.close()
        store = await open()
        return store
      },
      async close() {
        await Promise.all([store, ...others].map((one) => one.close()))
        await deleteIndices(prefix)
      },
    }
  }

logContract('Kafka (kafkajs)', cluster('kafkajs'))
logContract('Kafka (platformatic)', cluster('platformatic'))
documentsContract('Elasticsearch', cluster('kafkajs'))
storeContract('Kafka (kafkajs) and Elasticsearch', cluster('kafkajs'))
storeContract('Kafka (platformatic) and Elasticsearch', cluster('platformatic'))
