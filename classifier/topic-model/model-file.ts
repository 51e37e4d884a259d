import type { TopicModel } from './topic-model.ts'

interface Head {
  readonly version: string
  readonly topicIds: readonly string[]
  readonly vocabulary: readonly string[]
}

/** One block of bytes: length of the JSON head, head, idf, weights, bias (32-bit little-endian floats). */
export function modelBytes(model: TopicModel): Uint8Array {
  const head: Head = { version: model.version, topicIds: model.topicIds, vocabulary: [...model.vocabulary.keys()] }
  const json = new TextEncoder().encode(JSON.stringify(head))
  const padded = Math.ceil(json.length / 4) * 4
  const floats = [model.idf, model.weights, model.bias]
  const bytes = new Uint8Array(4 + padded + floats.reduce((sum, each) => sum + each.byteLength, 0))
  new DataView(bytes.buffer).setUint32(0, json.length, true)
  bytes.set(json, 4)
  let at = 4 + padded
  for (const each of floats) {
    bytes.set(new Uint8Array(each.buffer, each.byteOffset, each.byteLength), at)
    at += each.byteLength
  }
  return bytes
}

/** @throws {RangeError} {SyntaxError} a block that was cut short or is something else */
export function modelFrom(bytes: ArrayBuffer): TopicModel {
  const length = new DataView(bytes).getUint32(0, true)
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))) as Head
  const start = 4 + Math.ceil(length / 4) * 4
  const features = head.vocabulary.length
  const topics = head.topicIds.length
  const floats = (offset: number, count: number): Float32Array => new Float32Array(bytes, start + offset * 4, count)
  return {
    version: head.version,
    topicIds: head.topicIds,
    vocabulary: new Map(head.vocabulary.map((name, index) => [name, index])),
    idf: floats(0, features),
    weights: floats(features, features * topics),
    bias: floats(features + features * topics, topics),
  }
}
