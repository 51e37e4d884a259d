import { knowledgeOf } from '../../../app/knowledge.ts'
import { topicModel } from '../../../app/topic-model-file.ts'
import { classify, type Context } from '../../../classifier/classify.ts'
import { loadRegion } from '../../../config/load-region.ts'
import type { Classification } from '../../../core/classification.ts'
import type { Post } from '../../../core/post.ts'
import { aPost } from '../../builders/post.ts'

export const region = loadRegion('kursk')
const knowledge = knowledgeOf(region, topicModel(region))
const NOTHING: Context = { source: null, parent: null, similar: [] }

/** What the classifier of the Kursk region makes of a text. */
export const estimate = (text: string, context: Partial<Context> = {}, changes: Partial<Post> = {}): Classification =>
  classify(knowledge, aPost({ text, ...changes }), { ...NOTHING, ...context })
