import { z } from 'zod'

const NamedSchema = z.union([
  z.string().min(2),
  z.strictObject({ name: z.string().min(2), fixed: z.boolean().default(false), aliases: z.array(z.string()).default([]) }),
])

const MunicipalitySchema = z.strictObject({
  id: z.string().regex(/^[a-z]+$/),
  kind: z.enum(['city', 'district']),
  name: z.string(),
  nameEn: z.string(),
  aliases: z.array(z.string()).default([]),
  /** Settlement where a district's administration sits, `type name`. */
  centre: z.string().optional(),
  lat: z.number(),
  lon: z.number(),
  population: z.number().int(),
})

/** `config/<region>/places.yaml`. */
export const GazetteerSchema = z.strictObject({
  version: z.number().int(),
  region: z.strictObject({ id: z.string(), aliases: z.array(z.string()) }),
  /** Municipality a bare street belongs to when nothing else is said. */
  capital: z.string(),
  municipalities: z.array(MunicipalitySchema),
  /** Municipality → `type name`, e.g. `с Гуево`. */
  settlements: z.record(z.string(), z.array(NamedSchema)),
  /** Municipality → adjectives of its rural councils. */
  councils: z.record(z.string(), z.array(z.string())),
  /** Town → its parts and what people call them. */
  areas: z.record(z.string(), z.array(NamedSchema)),
  /** Town (municipality or settlement id) → `type name`. */
  streets: z.record(z.string(), z.array(NamedSchema)),
  needTypeWord: z.array(z.string()),
  outside: z.array(z.string()),
})

export type Gazetteer = z.infer<typeof GazetteerSchema>
export type Named = z.infer<typeof NamedSchema>
