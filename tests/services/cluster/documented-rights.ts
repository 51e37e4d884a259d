import { readFileSync } from 'node:fs'
import kafkajs, { type AclOperationTypes, type AclResourceTypes } from 'kafkajs'
import type { StrictServers } from '../servers/strict.ts'

/** The rights of docs/cluster-rights.md, in Elasticsearch's own file. */
export const ROLES = `administrator:
  cluster: [monitor, manage_index_templates]
  indices:
    - names: ["otklik-*"]
      privileges: [create_index, view_index_metadata, "indices:admin/aliases", "indices:admin/mapping/put",
        read, write, monitor, maintenance, delete_index,
        "indices:admin/block/add*", "indices:admin/settings/update", "indices:admin/resize"]
worker:
  cluster: [monitor]
  indices:
    - names: ["otklik-*"]
      privileges: [read, write, auto_configure, maintenance, view_index_metadata]
stranger:
  cluster: []
to-cluster:
  cluster: [monitor, manage_index_templates]
  indices:
    - names: ["otklik-*"]
      privileges: [read, write, maintenance, view_index_metadata, create_index, "indices:admin/aliases"]
to-embedded:
  cluster: [monitor]
  indices:
    - names: ["otklik-*"]
      privileges: [read, write, maintenance, view_index_metadata]
backup:
  cluster: [monitor, "cluster:admin/repository/put", "cluster:admin/repository/delete",
    "cluster:admin/snapshot/get", "cluster:admin/snapshot/create"]
  indices:
    - names: ["otklik-*"]
      privileges: [view_index_metadata]
restore:
  cluster: [monitor, manage_index_templates, "cluster:admin/repository/put", "cluster:admin/repository/delete",
    "cluster:admin/snapshot/get", "cluster:admin/snapshot/restore"]
  indices:
    - names: ["otklik-*"]
      privileges: [read, maintenance, view_index_metadata, delete_index]
rebuild:
  cluster: [monitor, manage_index_templates]
  indices:
    - names: ["otklik-*"]
      privileges: [read, write, maintenance, view_index_metadata, create_index, "indices:admin/aliases"]
`

/** Accounts that the commands of the table have, by the name of their role. */
export const COMMANDS = ['to-cluster', 'to-embedded', 'backup', 'restore', 'rebuild'] as const

export interface KafkaRights {
  readonly topics: readonly AclOperationTypes[]
  readonly groups: readonly AclOperationTypes[]
}

/** Gives rights on the topics and groups of the prefix. */
export async function allow(strict: StrictServers, principal: string, { topics, groups }: KafkaRights): Promise<void> {
  const sasl = { mechanism: 'scram-sha-256' as const, ...strict.administrator }
  const ssl = { ca: readFileSync(strict.ca, 'utf8') }
  const admin = new kafkajs.Kafka({ brokers: [strict.kafka.address], ssl, sasl, logLevel: kafkajs.logLevel.NOTHING }).admin()
  await admin.connect()
  const right = (resourceType: AclResourceTypes) => (operation: AclOperationTypes) => ({
    resourceType,
    resourceName: 'otklik-',
    resourcePatternType: kafkajs.ResourcePatternTypes.PREFIXED,
    principal: `User:${principal}`,
    host: '*',
    operation,
    permissionType: kafkajs.AclPermissionTypes.ALLOW,
  })
  const { TOPIC: ofTopics, GROUP: ofGroups } = kafkajs.AclResourceTypes
  await admin.createAcls({ acl: [...topics.map(right(ofTopics)), ...groups.map(right(ofGroups))] })
  await admin.disconnect()
}
