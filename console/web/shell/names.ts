import { computed } from '@preact/signals'
import type { Author } from '../../../core/post.ts'
import { directory } from './session.state.ts'

const topicNames = computed(() => new Map(directory.value?.topics.map((topic) => [topic.id, topic.name])))
const groupNames = computed(() => new Map(directory.value?.topics.map((topic) => [topic.groupId, topic.groupName])))
const districtNames = computed(() => new Map(directory.value?.districts.map((district) => [district.id, district.name])))
const agencyNames = computed(() => new Map(directory.value?.agencies.map((agency) => [agency.id, agency.shortName])))

/** Names by id; an id the directory no longer has is shown as it is. */
export const topicName = (id: string): string => topicNames.value.get(id) ?? id
export const groupName = (id: string): string => groupNames.value.get(id) ?? id
export const districtName = (id: string): string => districtNames.value.get(id) ?? id
export const agencyName = (id: string): string => agencyNames.value.get(id) ?? id

/** The server sends a masked author as an author or as a bare name. */
export const authorName = (author: Author | string): string => (typeof author === 'string' ? author : author.name)
