/** Lines that no collector can make a post of: what is wrong, the line, and the field or word its reason names. */
export const POISON_LINES: readonly (readonly [name: string, line: string, named: string])[] = [
  ['broken JSON', '{"text": "яма', 'not JSON'],
  ['a list instead of an object', '[1,2,3]', 'record'],
  ['no text', '{"id":"vk:comment:-1_1"}', 'text'],
  ['a number for a text', '{"text":5}', 'text'],
  ['a text of 5 MB', JSON.stringify({ text: 'я'.repeat(5_000_000) }), 'longer than'],
  ['a text of 200 000 letters', JSON.stringify({ text: 'я'.repeat(200_000) }), 'text'],
  ['a text of 600 000 letters of three bytes', JSON.stringify({ text: '道'.repeat(600_000) }), 'text'],
  ['NUL', '{"text":"яма\\u0000"}', 'text'],
  ['half a surrogate pair', '{"text":"яма \\ud83d"}', 'text'],
  ['a time before anything was written', '{"text":"яма","createdAt":"1812-09-07T00:00:00Z"}', 'createdAt'],
  ['a time to come', '{"text":"яма","createdAt":"2999-01-01T00:00:00Z"}', 'createdAt'],
  ['not a time', '{"text":"яма","createdAt":"вчера"}', 'createdAt'],
  ['an unknown platform', '{"text":"яма","platform":"myspace"}', 'platform'],
  ['an id of no platform', '{"text":"яма","id":"1234"}', 'id'],
  ['a link that runs a script', '{"text":"яма","url":"javascript:alert(1)"}', 'url'],
  ['an impossible place on earth', '{"text":"яма","geo":{"lat":500,"lon":0}}', 'geo.lat'],
]

export const goodLine = (number: number): string =>
  JSON.stringify({ id: `vk:comment:-1_${number}`, text: `Яма на дороге номер ${number}, когда почините?` })
