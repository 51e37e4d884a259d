import { compressionsAlgorithms } from '@platformatic/kafka'
import compression from 'kafkajs/src/protocol/message/compression/index.js'

/** kafkajs reads gzip alone: one batch that a foreign producer has packed otherwise would stop a partition for good. */
const MISSING = {
  [compression.Types.Snappy]: compressionsAlgorithms.snappy,
  [compression.Types.LZ4]: compressionsAlgorithms.lz4,
  [compression.Types.ZSTD]: compressionsAlgorithms.zstd,
}

/** Lends kafkajs the codecs of the other client. A second call changes nothing. */
export function registerCodecs(): void {
  for (const [type, { compressSync, decompressSync }] of Object.entries(MISSING)) {
    compression.Codecs[Number(type)] = () => ({
      compress: async (encoder) => compressSync(encoder.buffer),
      decompress: async (bytes) => decompressSync(bytes),
    })
  }
}
